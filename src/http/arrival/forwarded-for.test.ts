import { isIP } from 'node:net';
import { array, assert, constantFrom, ipV4, ipV6, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardedAddresses } from './forwarded-for.ts';

describe('forwardedAddresses', () => {
  it('returns only addresses for any header', () => {
    const entry = oneof(ipV4(), ipV6(), string(), constantFrom('unknown', ':80', '[', ']', '"', '1.2.3.4:x'));
    assert(
      property(array(entry), (entries) =>
        forwardedAddresses(entries.join(',')).every((address) => isIP(address) !== 0),
      ),
    );
  });

  it('accepts addresses with and without a port', () => {
    const addresses = array(oneof(ipV4(), ipV6()), { minLength: 1 });
    assert(
      property(addresses, (list) => {
        const withPorts = list.map((address) =>
          isIP(address) === 6 ? `[${address}]:4711` : `${address}:4711`,
        );
        expect(forwardedAddresses(list.join(', '))).toEqual(list);
        expect(forwardedAddresses(withPorts.join(','))).toEqual(list);
      }),
    );
  });
});
