import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All IPv6 addresses that are routed on the internet (RFC 4291 2.4, RFC 3587). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public addresses at which a cloud serves its own machines (Azure's WireServer). */
const cloudAddresses: readonly string[] = ['168.63.129.16'];

/**
 * Returns whether an address is public, so that the server may connect to it on behalf of an unknown client: not loopback,
 * private, link-local, shared, multicast, reserved or for documentation, and not an IPv6 form that contains an IPv4
 * address (mapped, compatible, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%') || cloudAddresses.includes(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

/** Returns whether an address is loopback, which is allowed in development only. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.process(address).range() === 'loopback';
}
