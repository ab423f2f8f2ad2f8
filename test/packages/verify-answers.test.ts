import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVerifier, type Verifier, type VerifierOptions } from '../../packages/verify/src/index.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { credentials, FakeIssuer, issuerOrigin } from '../support/packages/issuer.ts';

describe('what @spedy/verify accepts', () => {
  let issuer: FakeIssuer;
  let verifier: Verifier;
  beforeEach(() => {
    issuer = new FakeIssuer();
    verifier = open();
  });
  afterEach(() => verifier.close());

  const open = (options: Partial<VerifierOptions> = {}) =>
    createVerifier({ issuer: issuerOrigin, ...credentials, fetch: issuer.fetch, ...options });
  const codeOf = (token: string) =>
    verifier.verify(token).then(
      () => 'accepted',
      (error) => error.code,
    );

  it('closes when it is blind: no answer, a hanging one, an error, or one of something else', async () => {
    await verifier.close();
    verifier = open({ timeout: 50 });
    const token = issuer.add();
    const blind = [
      'network',
      'hang',
      new Response('', { status: 500 }),
      new Response('{"error":"invalid_client"}', { status: 401 }),
      new Response('<html>', { status: 200 }),
      Response.json({ hello: 'world' }),
      Response.json({ active: 'yes' }),
    ] as const;
    for (const failure of blind) {
      issuer.failure = failure;
      await expect(verifier.verify(token)).rejects.toMatchObject({
        code: 'unavailable',
        status: 503,
        headers: { 'retry-after': '1' },
      });
    }
    issuer.failure = new Response('', { status: 429, headers: { 'retry-after': '7' } });
    await expect(verifier.verify(token)).rejects.toMatchObject({ headers: { 'retry-after': '7' } });
  });

  it('does not accept a token of another issuer, for another resource, or that has expired', async () => {
    expect(await codeOf(issuer.add({ iss: 'https://evil.example' }))).toBe('token_invalid');
    expect(await codeOf(issuer.add({ token_type: undefined }))).toBe('token_invalid');
    const oauth = { client_id: 'cli_1', credential_id: 'grt_1' };
    expect(await codeOf(issuer.add({ ...oauth, aud: [`${issuerOrigin}/mcp`] }))).toBe('token_invalid');
    expect(await codeOf(issuer.add(oauth))).toBe('token_invalid');
    expect(await codeOf(issuer.add({ ...oauth, aud: [issuerOrigin] }))).toBe('accepted');
    const soon = issuer.add({ exp: Math.floor(Date.now() / 1_000) - 1 });
    await codeOf(soon);
    issuer.failure = 'network';
    expect(await codeOf(soon)).toBe('unavailable');
  });

  it('rejects what is no token without asking', async () => {
    const token = issuer.add();
    for (const text of [
      '',
      'x',
      token.slice(0, -1),
      `${token.slice(0, -1)}!`,
      newToken('refresh'),
      `${token} `,
    ])
      expect(await codeOf(text)).toBe('token_invalid');
    const other = token.endsWith('0') ? '1' : '0';
    expect(await codeOf(token.slice(0, -1) + other)).toBe('token_invalid');
    expect(issuer.introspections).toBe(0);
    for (let n = 0; n < 200; n += 1) expect(await codeOf(newToken('access'))).toBe('token_invalid');
    expect(issuer.introspections).toBe(200);
  });

  it('limits what is asked at the same time', async () => {
    await verifier.close();
    verifier = open({ timeout: 500 });
    issuer.failure = 'hang';
    const all = Array.from({ length: 1_001 }, () => verifier.verify(newToken('pat')).catch((error) => error));
    expect(await Promise.race(all)).toMatchObject({ code: 'unavailable' });
    issuer.failure = null;
    await Promise.all(all);
  });

  it('says what is wrong with its options, and prints no secret', async () => {
    expect(() => open({ clientId: 'cli_1' })).toThrow('resource server');
    expect(() => open({ issuer: 'acme.example' })).toThrow("issuer must be an organization's address");
    expect(() => open({ issuer: 'http://acme.example' })).toThrow('https://');
    expect(() => open({ feed: 26 })).toThrow('1 to 25');
    const token = issuer.add();
    issuer.failure = 'network';
    const error = await verifier.verify(token).catch((error) => error);
    const printed = [verifier, error].map((value) => inspect(value, { depth: 20, showHidden: true })).join();
    for (const secret of ['spd_1', btoa('rsv_1:spd_1'), token]) expect(printed).not.toContain(secret);
    expect(JSON.stringify(verifier)).toBe(JSON.stringify({ issuer: issuerOrigin }));
  });
});
