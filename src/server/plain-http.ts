import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * Returns a warning if other machines reach the server over plain http, or null if the base URL names only
 * this machine.
 */
export async function plainHttpWarning({ protocol, hostname }: URL): Promise<string | null> {
  if (protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost')) return null;
  const found = await lookup(hostname, { all: true }).catch(() => []);
  const isOwn = ({ address }: { address: string }) =>
    loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  if (found.length > 0 && found.every(isOwn)) return null;
  return `SPEDY_BASE_URL is http, and ${hostname} is not limited to this machine: cookies are not Secure, and passwords and tokens are sent unencrypted. Use https, also if a proxy terminates it`;
}
