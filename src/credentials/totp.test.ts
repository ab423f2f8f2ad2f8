import fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import {
  newBackupCodes,
  newTotpSecret,
  normalizeBackupCode,
  totpSecretText,
  totpStep,
  totpUri,
} from './totp.ts';

describe('TOTP', () => {
  it('accepts the codes of RFC 6238, appendix B', () => {
    const secret = Buffer.from('12345678901234567890');
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_234_567_890, '005924'],
      [20_000_000_000, '353130'],
    ] as const) {
      expect(totpStep(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
    }
  });

  it('accepts codes of the previous and next step only', () => {
    const secret = newTotpSecret();
    const now = 1_800_000_000_000;
    const totp = new TOTP({ secret: Secret.fromBase32(totpSecretText(secret)) });
    const taken = [-2, -1, 0, 1, 2].map((step) => {
      const code = totp.generate({ timestamp: now + step * 30_000 });
      return totpStep(secret, code, now) !== null;
    });
    expect(taken).toEqual([false, true, true, true, false]);
  });

  it.each(['', '12345', '1234567', '12345a', ' 123456', '１２３４５６'])(
    'rejects the malformed code %j',
    (code) => {
      expect(totpStep(newTotpSecret(), code, 0)).toBeNull();
    },
  );

  it('returns a URI with issuer and account', () => {
    const uri = new URL(totpUri(newTotpSecret(), 'Acme Corp', 'ada@acme.test'));
    expect(uri.protocol).toBe('otpauth:');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({
      issuer: 'Acme Corp',
      digits: '6',
      period: '30',
    });
  });
});

describe('totpUri', () => {
  it.each([
    ['Acme: EU', 'a:b@acme.test'],
    [':::', '::'],
    ['Acme\uff1a日本', 'ada@acme.test'],
  ])('contains at most one colon for issuer %j and account %j', (issuer, label) => {
    const path = decodeURIComponent(new URL(totpUri(newTotpSecret(), issuer, label)).pathname);
    expect(path.match(/:/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(new URL(totpUri(newTotpSecret(), issuer, label)).searchParams.get('issuer') ?? '').not.toContain(
      ':',
    );
  });
});

describe('backup codes', () => {
  it('creates ten different codes and normalizes typed ones', () => {
    const codes = newBackupCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}$/);
      expect(normalizeBackupCode(` ${code.toUpperCase().replace('-', ' ')} `)).toBe(code.replace('-', ''));
    }
  });

  it('rejects text of any other form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const code = normalizeBackupCode(text);
        return code === null || /^[a-z2-9]{10}$/.test(code);
      }),
    );
  });
});
