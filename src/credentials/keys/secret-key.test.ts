import { describe, expect, it } from 'vitest';
import { SecretKey } from './secret-key.ts';

const secret = Buffer.from('a secret of twenty b');

describe('SecretKey', () => {
  it('opens a sealed value only with the same key, purpose and context', () => {
    const key = new SecretKey(SecretKey.generate());
    const sealed = key.seal('second-factor', 'usr_1', secret);
    expect(key.open('second-factor', 'usr_1', sealed)).toEqual(secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(() => key.open('second-factor', 'usr_2', sealed)).toThrow();
    expect(() => key.open('backup-code', 'usr_1', sealed)).toThrow();
    expect(() => new SecretKey(SecretKey.generate()).open('second-factor', 'usr_1', sealed)).toThrow();
  });

  it('rejects a sealed value with any changed byte', () => {
    const key = new SecretKey(SecretKey.generate());
    const sealed = key.seal('second-factor', 'usr_1', secret);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => key.open('second-factor', 'usr_1', changed)).toThrow();
    }
  });

  it('seals a value differently each time, and computes the same MAC', () => {
    const key = new SecretKey(SecretKey.generate());
    expect(key.seal('second-factor', 'x', secret)).not.toEqual(key.seal('second-factor', 'x', secret));
    expect(key.mac('backup-code', 'abc')).toEqual(key.mac('backup-code', 'abc'));
    expect(key.mac('backup-code', 'abc')).not.toEqual(key.mac('second-factor', 'abc'));
  });

  it.each(['', 'c2hvcnQ=', Buffer.alloc(31).toString('base64')])(
    'rejects a key of another length: %j',
    (text) => {
      expect(() => new SecretKey(text)).toThrow('32 bytes');
    },
  );
});
