import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Every IPv6 address that is routed on the internet is in here (RFC 4291 2.4, RFC 3587). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by its number, yet a cloud's own door to each of its machines (Azure's WireServer). */
const cloudDoors: readonly string[] = ['168.63.129.16'];

/**
 * Whether an address is somebody's on the internet, so that the server may connect to it for a stranger: not loopback,
 * private, link-local, shared, multicast, reserved or documentation, and no IPv6 form that wraps an IPv4 address
 * (mapped, compatible, NAT64, 6to4, Teredo), whatever that one is.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%') || cloudDoors.includes(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

/** Whether an address is this machine's own: what development alone may connect to. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.process(address).range() === 'loopback';
}
