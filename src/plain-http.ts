import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * A warning where people would reach the server over plain http from other machines; null where the name of the base URL
 * is this machine alone.
 */
export async function plainHttpWarning({ protocol, hostname }: URL): Promise<string | null> {
  if (protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost')) return null;
  const found = await lookup(hostname, { all: true }).catch(() => []);
  const isOwn = ({ address }: { address: string }) =>
    loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  if (found.length > 0 && found.every(isOwn)) return null;
  return `SPEDY_BASE_URL is http, and ${hostname} is not only this machine: cookies are not Secure, and the network can read passwords and tokens. Use https, also where a proxy ends it`;
}
