import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../support/clock.ts';
import { accountOf, clientId, newKey } from '../../support/single-sign-on/identity-provider.ts';
import {
  type AcmeWithProvider,
  atProvider,
  createAcmeWithProvider,
  finish,
  type Started,
  settingsPath,
  type signOn,
  start,
} from '../../support/single-sign-on/sign-on.ts';

describe('a response of the identity provider', () => {
  let acme: AcmeWithProvider;
  beforeAll(async () => {
    acme = await createAcmeWithProvider();
    await acme.configure();
  });
  afterAll(() => acme.close());
  beforeEach(() => {
    acme.provider.intercept(() => false);
    acme.provider.signInAs(accountOf('grace@acme.test'));
  });

  /** The claims of a valid ID token for a started sign-in. */
  const validClaims = ({ authorization }: Started): JWTPayload => {
    const at = Math.floor(Date.now() / 1000);
    return {
      iss: acme.provider.issuer,
      sub: 'sub-of-grace@acme.test',
      aud: clientId,
      nonce: authorization.searchParams.get('nonce') ?? '',
      iat: at,
      exp: at + 300,
      email: 'grace@acme.test',
      email_verified: true,
    };
  };
  /** Finishes a sign-in with an ID token that differs from the valid one. */
  const finishWith = async (
    change: JWTPayload,
    key: Parameters<typeof acme.provider.sendIdToken>[1] = null,
  ) => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    acme.provider.sendIdToken(() => ({ ...validClaims(started), ...change }), key);
    return finish(acme.send, started, callback);
  };
  const expectRejected = (answer: Awaited<ReturnType<typeof signOn>>, status: number, message: string) => {
    expect({ status: answer.status, text: answer.text }).toEqual({
      status,
      text: expect.stringContaining(message),
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  };
  const notPassed = 'did not pass the checks';

  it('is accepted with valid claims', async () => {
    expect((await finishWith({})).status).toBe(303);
  });

  it.each([
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another client' }],
    ['several audiences for another authorized party', { aud: [clientId, 'another'], azp: 'another' }],
    ['another issuer', { iss: 'https://evil.test' }],
    ['no subject', { sub: undefined }],
    ['a time that is over', { exp: Math.floor(Date.now() / 1000) - 130 }],
    ['a time to come', { nbf: Math.floor(Date.now() / 1000) + 600 }],
  ])('is rejected with %s', async (_what, change) => {
    expectRejected(await finishWith(change as JWTPayload), 403, notPassed);
  });

  it('is rejected with the signature of another key', async () => {
    expectRejected(await finishWith({}, await newKey('first')), 403, notPassed);
    expectRejected(await finishWith({}, await newKey('unknown')), 403, notPassed);
  });

  it.each([
    ['two minutes ahead', 120],
    ['almost two minutes behind', -115],
  ])('is accepted from a clock that is %s', async (_what, seconds) => {
    const at = Math.floor(Date.now() / 1000) + seconds;
    expect((await finishWith({ iat: at, nbf: at, exp: at + 1 })).status).toBe(303);
  });

  it('is rejected if it names another issuer (RFC 9207)', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    expect(callback.searchParams.get('iss')).toBe(acme.provider.issuer);
    callback.searchParams.set('iss', 'https://evil.test');
    expectRejected(await finish(acme.send, started, callback), 403, notPassed);
  });

  it('is rejected if it names no issuer although the provider always does', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    callback.searchParams.delete('iss');
    expectRejected(await finish(acme.send, started, callback), 403, notPassed);
  });

  it('is rejected in another browser, which does not use it up', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    const expired = 'was started in another browser';
    expectRejected(await finish(acme.send, { cookies: '' }, callback), 400, expired);
    const other = await start(acme.send);
    expectRejected(await finish(acme.send, other, callback), 400, expired);
    expect((await finish(acme.send, started, callback)).status).toBe(303);
  });

  it('is used up by the first request, of two at once too', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    const answers = await Promise.all([1, 2, 3].map(() => finish(acme.send, started, callback)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 400, 400]);
  });

  it('is rejected with an invented state', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    callback.searchParams.set('state', 'x'.repeat(43));
    expectRejected(await finish(acme.send, started, callback), 400, 'has expired');
  });

  it('is rejected after the administrator named another client', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    await acme.configure({ clientId: 'other' });
    expectRejected(await finish(acme.send, started, callback), 400, 'has just changed single sign-on');
    await acme.configure();
  });

  it('does not verify the email of the ID token by that of the UserInfo endpoint', async () => {
    await acme.configure({ roleClaim: 'groups', roles: [{ value: 'staff', role: 'CUSTOMER' }] });
    const started = await start(acme.send);
    const callback = await atProvider(started);
    const { email_verified: _, ...valid } = validClaims(started);
    const claims = { ...valid, sub: 'not linked', email: 'ada@acme.test' };
    const userInfo = { sub: claims.sub, email: 'grace@acme.test', email_verified: true, groups: ['staff'] };
    acme.provider.sendIdToken(() => claims, null, userInfo);
    expectRejected(
      await finish(acme.send, started, callback),
      403,
      'has not verified your email ada@acme.test',
    );
    await acme.configure();
  });

  it('is rejected if the administrator removes or changes the provider while it responds', async () => {
    const changes = [
      () => acme.send('DELETE', settingsPath, { cookie: acme.adminCookie }),
      () => acme.configure({ domains: ['other.test'] }),
    ];
    for (const [change, status, message] of [
      [changes[0], 404, 'does not use single sign-on'],
      [changes[1], 400, 'has just changed single sign-on'],
    ] as const) {
      const started = await start(acme.send);
      const callback = await atProvider(started);
      acme.provider.intercept(async (request) => {
        if (request.url === '/token') await change?.();
        return false;
      });
      expectRejected(await finish(acme.send, started, callback), status, message);
      acme.provider.intercept(() => false);
      await acme.configure();
    }
  });

  it('is shown if the person or the provider declined, without what the provider wrote', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    callback.searchParams.set('error_description', 'call 555 0199 <b>now</b>');
    const answer = await finish(acme.send, started, callback);
    expectRejected(answer, 400, 'Acme ID did not let you sign in.');
    expect(answer.text).not.toContain('555');
  });

  it('cannot be started and finished by HEAD', async () => {
    expect((await acme.send('HEAD', '/api/v1/auth/single-sign-on/start')).status).toBe(405);
    expect((await acme.send('HEAD', '/api/v1/auth/single-sign-on/callback')).status).toBe(405);
  });

  it('is limited to 30 starts a minute for each address', async () => {
    const begin = () => acme.send('GET', '/api/v1/auth/single-sign-on/start', { address: '203.0.113.9' });
    for (let count = 0; count < 30; count += 1) expect((await begin()).status).toBe(303);
    expect((await begin()).status).toBe(429);
  });
});

describe('a sign-in that takes too long', () => {
  it('expires after ten minutes, and is swept', async () => {
    const acme = await createAcmeWithProvider();
    await acme.configure();
    const started = await start(acme.send);
    const callback = await atProvider(started);
    acme.clock.advance(10 * minute);
    const answer = await finish(acme.send, started, callback);
    expect({ status: answer.status, text: answer.text }).toEqual({
      status: 400,
      text: expect.stringContaining('has expired'),
    });
    expect(await acme.db.selectFrom('single_sign_on_requests').selectAll().execute()).toHaveLength(1);
    await acme.app.sweep();
    expect(await acme.db.selectFrom('single_sign_on_requests').selectAll().execute()).toEqual([]);
    await acme.close();
  });
});

describe('secrets of single sign-on', () => {
  it('are neither stored, logged nor returned', async () => {
    const acme = await createAcmeWithProvider();
    const configured = await acme.configure();
    acme.provider.signInAs(accountOf('grace@acme.test'));
    const started = await start(acme.send);
    const callback = await atProvider(started);
    const state = started.authorization.searchParams.get('state') ?? '';
    const nonce = started.authorization.searchParams.get('nonce') ?? '';
    const [row] = await acme.db.selectFrom('single_sign_on_requests').selectAll().execute();
    const stored = JSON.stringify(Object.values(row ?? {}).map(String));
    const code = callback.searchParams.get('code') ?? '';
    const secret = /single_sign_on=([^.]*)/.exec(started.cookies)?.[1] ?? '';
    for (const value of [state, nonce, secret]) {
      expect(value.length).toBeGreaterThan(40);
      expect(stored).not.toContain(value);
    }
    expect((await finish(acme.send, started, callback)).status).toBe(303);
    for (const value of [state, nonce, secret, code, 'a secret that only'])
      expect(acme.log.join('')).not.toContain(value);
    expect(JSON.stringify(configured)).not.toContain('a secret');
    const [provider] = await acme.db.selectFrom('identity_providers').selectAll().execute();
    expect(Buffer.from(provider?.sealed_secret ?? []).toString('latin1')).not.toContain('a secret');
    await acme.close();
  });
});
