import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailAddress } from './address.ts';

describe('mailAddress', () => {
  it.each([
    ['ada@acme.example', 'ada@acme.example'],
    ['Ada.Lovelace+x@Acme.Example', 'Ada.Lovelace+x@acme.example'],
    ['"ada lovelace"@acme.example', '"ada lovelace"@acme.example'],
    ['"a\\"b"@acme.example', '"a\\"b"@acme.example'],
    ['"a@b"@acme.example', '"a@b"@acme.example'],
    ['nora@bücher.example', 'nora@xn--bcher-kva.example'],
    ['jörg@bücher.example', 'jörg@bücher.example'],
    ['ada@localhost', 'ada@localhost'],
  ])('returns %s as %s', (email, sent) => {
    expect(mailAddress(email)).toBe(sent);
  });

  it.each([
    'ada',
    '@acme.example',
    'ada@',
    'a,b@c.d',
    'a..b@c.d',
    '.a@c.d',
    '<a@b.c>',
    'a b@c.d',
    'a"b@c.d',
    'a@b c',
    'a@b,c@d',
    'a@[127.0.0.1',
    'a\r\nb@c.d',
    'a@c.d\r\nRCPT TO:<x@y.z>',
  ])('returns null for %j', (email) => {
    expect(mailAddress(email)).toBeNull();
  });

  it('never returns what ends a command or begins another address', () => {
    const part = fc.stringMatching(/^[ -~\r\n\u00e9\u2028]{1,12}$/);
    fc.assert(
      fc.property(part, part, (local, domain) => {
        const sent = mailAddress(`${local}@${domain}`);
        if (sent === null) return;
        expect(sent).not.toMatch(/[\r\n\p{Cc}]/u);
        if (!sent.startsWith('"')) expect(sent).not.toMatch(/[\s<>,;:"()[\]\\]|@.*@/);
      }),
    );
  });
});
