import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../support/client.ts';
import { accountOf } from '../../support/single-sign-on/identity-provider.ts';
import {
  type AcmeWithProvider,
  atProvider,
  createAcmeWithProvider,
  finish,
  signOn,
  start,
} from '../../support/single-sign-on/sign-on.ts';

describe('an identity provider that fails', () => {
  let acme: AcmeWithProvider;
  beforeEach(async () => {
    acme = await createAcmeWithProvider();
    await acme.configure();
    acme.provider.signInAs(accountOf('grace@acme.test'));
  });
  afterEach(() => acme.close());

  const open = () => acme.send('GET', '/api/v1/auth/single-sign-on/start');
  /** Finishes a sign-in while a path of the provider is answered otherwise. */
  const finishDuring = async (path: string, intercept: Parameters<typeof acme.provider.intercept>[0]) => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    acme.provider.intercept((request, response) => request.url === path && intercept(request, response));
    return finish(acme.send, started, callback);
  };
  const expectFailure = (answer: Answer, status: number, message: string) => {
    expect({ status: answer.status, text: answer.text }).toEqual({
      status,
      text: expect.stringContaining(message),
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  };

  it('by having new keys lets everyone in at once', async () => {
    expect((await signOn(acme.send)).status).toBe(303);
    await acme.provider.rotateKeys();
    expect((await signOn(acme.send)).status).toBe(303);
    const started = await start(acme.send);
    await acme.provider.rotateKeys();
    // The code of the rotated provider is unknown to it, so the sign-in starts again.
    expect((await signOn(acme.send)).status).toBe(303);
    expect(started.authorization.origin).toBe(acme.provider.issuer);
  });

  it('by being down says so, and works again as soon as it is back', async () => {
    const { port } = acme.provider;
    await acme.provider.close();
    const answer = await open();
    expectFailure(answer, 503, `127.0.0.1:${port} could not be reached`);
    expect(answer.headers['retry-after']).toBe('10');
    expect(answer.text).toContain('tell an administrator of acme-corp');
    await acme.provider.reopen();
    expect((await signOn(acme.send)).status).toBe(303);
  });

  it('between the start and the end says so', async () => {
    const started = await start(acme.send);
    const callback = await atProvider(started);
    await acme.provider.close();
    expectFailure(await finish(acme.send, started, callback), 503, 'could not be reached');
    await acme.provider.reopen();
  });

  it.each(['/.well-known/openid-configuration', '/token', '/jwks', '/me'])(
    'by being silent at %s is waited for only some seconds',
    async (path) => {
      if (path.startsWith('/.well-known')) {
        acme.provider.intercept(({ url }) => url === path);
        return expectFailure(await open(), 503, 'did not respond in time');
      }
      expectFailure(await finishDuring(path, () => true), 503, 'did not respond in time');
    },
  );

  it('by sending a body without an end is waited for only some seconds', async () => {
    const answer = await finishDuring('/jwks', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"keys":[');
      return true;
    });
    expectFailure(answer, 503, 'did not respond in time');
  });

  it('by sending too much is read only in part', async () => {
    const answer = await finishDuring('/token', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"x":"${'x'.repeat(300_000)}"}`);
      return true;
    });
    expectFailure(answer, 503, 'larger than 256 KiB');
  });

  it.each([
    ['a page instead of JSON', 200, 'text/html', '<h1>maintenance</h1>', 'sent an unexpected response'],
    ['invalid JSON', 200, 'application/json', '{', 'sent an unexpected response'],
    ['an error page', 502, 'text/html', 'bad gateway', 'sent an unexpected response'],
    [
      'no ID token',
      200,
      'application/json',
      '{"access_token":"x","token_type":"Bearer"}',
      'did not pass the checks',
    ],
    [
      'an error about the client',
      401,
      'application/json',
      '{"error":"invalid_client"}',
      'check the client ID and the client secret',
    ],
  ])('by sending %s for tokens says so', async (_what, status, type, body, message) => {
    const answer = await finishDuring('/token', (_request, response) => {
      response.writeHead(status, { 'content-type': type });
      response.end(body);
      return true;
    });
    expectFailure(answer, 403, message);
  });

  it('by redirecting to another server does not reach it', async () => {
    let reached = 0;
    const answer = await finishDuring('/token', (_request, response) => {
      response.writeHead(307, { location: `${acme.provider.issuer}/elsewhere` });
      response.end();
      return true;
    });
    reached += acme.provider.requests.filter((path) => path === '/elsewhere').length;
    expectFailure(answer, 403, 'sent an unexpected response');
    expect(reached).toBe(0);
  });

  it('by naming another issuer in its metadata is not used', async () => {
    acme.provider.intercept(({ url }, response) => {
      if (url !== '/.well-known/openid-configuration') return false;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ issuer: 'https://evil.test', authorization_endpoint: 'https://evil.test/a' }),
      );
      return true;
    });
    expectFailure(await open(), 403, 'does not publish valid OpenID metadata');
  });

  it('by naming endpoints in the internal network is not followed there', async () => {
    const internal = 'http://10.0.0.1/token';
    acme.provider.intercept(({ url }, response) => {
      if (url !== '/.well-known/openid-configuration') return false;
      const { issuer } = acme.provider;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: internal,
          jwks_uri: `${issuer}/jwks`,
        }),
      );
      return true;
    });
    const started = await start(acme.send);
    const callback = await atProvider(started);
    callback.searchParams.set('iss', acme.provider.issuer);
    expectFailure(await finish(acme.send, started, callback), 503, '10.0.0.1 could not be reached securely');
  });

  it('by being slow holds up only some sign-ins of its organization', async () => {
    acme.provider.intercept(({ url }) => url === '/.well-known/openid-configuration');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        acme.send('GET', '/api/v1/auth/single-sign-on/start', { address: `203.0.113.${index}` }),
      ),
    );
    const tooMany = answers.filter(({ text }) => text.includes('Too many sign-ins are waiting'));
    expect(tooMany).toHaveLength(8);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
  });
});
