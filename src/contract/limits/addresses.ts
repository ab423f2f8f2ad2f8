import { isIP } from 'node:net';

/**
 * The key that counts requests from one address. IPv6 addresses share the key of their /64 network, the
 * smallest block that a provider assigns to a customer. IPv4-mapped IPv6 addresses count as IPv4. Returns
 * `gone` for a client that has already disconnected.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'gone';
  const groups = groupsOf(address);
  return groups ? networkKey(groups, 4) : withoutMapping(address);
}

/**
 * The IPv6 /48 network of an address, or null for IPv4. A site gets at most a /48 (RFC 6177 2), which has
 * 65,536 /64 networks to rotate through.
 */
export function siteKey(address: string | undefined): string | null {
  const groups = address === undefined ? null : groupsOf(address);
  return groups && networkKey(groups, 3);
}

function withoutMapping(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** The eight groups of an IPv6 address; null for any other address. */
function groupsOf(address: string): string[] | null {
  const plain = withoutMapping(address).replace(/%.*$/, '');
  if (isIP(plain) !== 6) return null;
  const [left = '', right = ''] = plain.split('::');
  const [head = [], tail = []] = [left, right].map((part) => part.split(':').filter((group) => group !== ''));
  const gap = Math.max(0, 8 - head.length - tail.length);
  return [...head, ...Array<string>(gap).fill('0'), ...tail];
}

function networkKey(groups: readonly string[], count: 3 | 4): string {
  const network = groups.slice(0, count).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/${count * 16}`;
}
