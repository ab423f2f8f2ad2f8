import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { newId } from '../storage/ids.ts';

const form = /^[\w.:-]{1,128}$/;

/** Makes the id of a request: the X-Request-Id of a trusted proxy where it has a sane form, else one of our own. */
export function requestIds(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  const trusted = addressList(trustProxy);
  return (request) => {
    const given = request.headers['x-request-id'];
    const from = request.socket.remoteAddress;
    if (typeof given === 'string' && form.test(given) && from && trusted(from)) return given;
    return newId('req');
  };
}

/** Whether an address stands in a list of addresses and CIDR blocks. IPv4 in IPv6 form counts as IPv4. */
function addressList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
