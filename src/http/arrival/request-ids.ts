import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const form = /^[\w.:-]{1,128}$/;

/**
 * Returns a function that assigns request IDs: the X-Request-Id of a trusted proxy if it is well-formed, else
 * a new ID.
 */
export function requestIds(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  const trusted = addressList(trustProxy);
  return (request) => {
    const given = request.headers['x-request-id'];
    if (typeof given !== 'string' || !form.test(given)) return newRequestId();
    const from = request.socket.remoteAddress;
    return from && trusted(from) ? given : newRequestId();
  };
}

const processPartLength = 16;
const countLength = 7;
/** Identifies this process: its start time and a random part. */
const processPart = (
  Date.now().toString(36) +
  randomInt(36 ** 8)
    .toString(36)
    .padStart(8, '0')
).slice(0, processPartLength);
let count = 0;

/**
 * Returns a request ID: `req_`, the process, and a counter. It is meant to be found in a log, not to be
 * secret or sortable, so it is cheaper than newId.
 */
export function newRequestId(): string {
  count = (count + 1) % 36 ** countLength;
  return `req_${processPart}${count.toString(36).padStart(countLength, '0')}`;
}

/**
 * Returns a function that tells whether an address is in a list of addresses and CIDR blocks. IPv4-mapped
 * IPv6 counts as IPv4.
 */
export function addressList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
