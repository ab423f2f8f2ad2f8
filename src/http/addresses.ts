import { isIP } from 'node:net';

/**
 * The key under which requests from an address are counted. An IPv6 network of 64 bits is one: it is the least that a
 * provider gives one customer. IPv4 in IPv6 form is IPv4. A client that has gone already has none.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'gone';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) !== 6) return address;
  const [left = '', right = ''] = plain.split('::');
  const [head, tail] = [left, right].map((part) => part.split(':').filter((group) => group !== ''));
  const gap = 8 - (head?.length ?? 0) - (tail?.length ?? 0);
  const groups = [...(head ?? []), ...Array<string>(gap).fill('0'), ...(tail ?? [])];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
