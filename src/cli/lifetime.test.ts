import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from './failure.ts';
import { parseLifetime } from './lifetime.ts';

const seconds = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, y: 31_536_000 } as const;
const unit = fc.constantFrom(...(Object.keys(seconds) as (keyof typeof seconds)[]));

describe('parseLifetime', () => {
  it('multiplies the count by the unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), unit, (count, letter) => {
        expect(parseLifetime(`${count}${letter}`)).toBe(count * seconds[letter] * 1_000);
      }),
    );
  });

  it('returns only lifetimes that end in a four-digit year', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), unit, (count, letter) => {
        let lifetime: number;
        try {
          lifetime = parseLifetime(`${count}${letter}`);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          return;
        }
        expect(lifetime).toBeGreaterThan(0);
        expect(new Date(Date.now() + lifetime).toISOString()).toMatch(/^\d{4}-/);
      }),
    );
  });

  it('rejects everything else and lists the units', () => {
    const form = /^\d{1,12}[smhdwy]$/;
    fc.assert(
      fc.property(
        fc.string().filter((text) => !form.test(text)),
        (text) => {
          expect(() => parseLifetime(text)).toThrow(/s, m, h, d, w or y/);
        },
      ),
    );
  });

  it.each(['', '0d', '90', 'd', '-1d', '1.5d', '1e3d', ' 90d', '90d\n', '90D', '90 d', '1mo', '1001y'])(
    'rejects %j',
    (text) => {
      expect(() => parseLifetime(text)).toThrow(UsageError);
    },
  );
});
