import { isIP } from 'node:net';

/**
 * The key under which requests from an address are counted. An IPv6 network of 64 bits is one: it is the least that a
 * provider gives one customer. IPv4 in IPv6 form is IPv4. A client that has gone already has none.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'gone';
  const groups = groupsOf(address);
  return groups ? networkKey(groups, 4) : withoutMapping(address);
}

/**
 * The IPv6 network of 48 bits that an address lies in, or null for IPv4: what a provider gives one site at most
 * (RFC 6177 2), which has 65,536 networks of 64 bits to take turns with.
 */
export function siteKey(address: string | undefined): string | null {
  const groups = address === undefined ? null : groupsOf(address);
  return groups && networkKey(groups, 3);
}

function withoutMapping(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** The eight groups of an IPv6 address; null for any other. */
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
