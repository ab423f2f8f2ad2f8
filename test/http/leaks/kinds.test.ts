import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { tokenPrefixes } from '../../../src/credentials/token-format.ts';
import { expectError } from '../../support/client.ts';
import { startEmailChangeOf } from '../../support/email-changes.ts';
import { invite } from '../../support/invitations.ts';
import { connect, obtainCode, refresh, registerClient, sendForm } from '../../support/oauth/oauth.ts';
import { createScimToken } from '../../support/scim.ts';
import { type Acme, createAcme, createWorld } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const report = async (...tokens: string[]) => {
  const answer = await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens } });
  expect([answer.status, answer.body]).toEqual([202, { received: tokens.length }]);
};
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const beginDevice = async () => {
  const client = await registerClient(acme, { grant_types: [deviceGrant, 'refresh_token'] });
  const started = (await sendForm(acme, 'device', { client_id: client.client_id })).body;
  const poll = async () =>
    (
      await sendForm(acme, 'token', {
        grant_type: deviceGrant,
        client_id: client.client_id,
        device_code: started.device_code,
      })
    ).body;
  const decide = async () => {
    const cookie = await acme.signIn(acme.customer);
    const { id } = (
      await acme.send('GET', `/api/v1/oauth/requests?user_code=${started.user_code}`, { cookie })
    ).body;
    const body = { decision: 'allow' };
    return (await acme.send('POST', `/api/v1/oauth/requests/${id}`, { cookie, body })).status;
  };
  return { secret: String(started.device_code), poll, decide };
};

/** For each kind of secret: a valid one, and whether it still gives access. */
const kinds: Record<
  keyof typeof tokenPrefixes,
  () => Promise<{ secret: string; isUsable: () => Promise<boolean> }>
> = {
  pat: async () => {
    const secret = await acme.createToken(acme.customer);
    return {
      secret,
      isUsable: async () => (await acme.send('GET', '/api/v1/me', { token: secret })).status === 200,
    };
  },
  session: async () => {
    const cookie = await acme.signIn(acme.customer);
    const isUsable = async () => (await acme.send('GET', '/api/v1/me', { cookie })).status === 200;
    return { secret: cookie.split('=')[1] ?? '', isUsable };
  },
  setup: async () => {
    const { offerSetup } = await import('../../../src/setup/link.ts');
    const link = await offerSetup(empty.db, new URL('http://localhost:3000'), empty.clock.now());
    const secret = new URL(link ?? '').searchParams.get('token') ?? '';
    const isUsable = async () => (await empty.db.selectFrom('setup_links').selectAll().execute()).length > 0;
    return { secret, isUsable };
  },
  invitation: async () => {
    const { secret } = await invite(acme, `new-${Math.random()}@acme.test`);
    const body = { token: secret };
    return {
      secret,
      isUsable: async () => (await acme.send('POST', '/api/v1/auth/invitation', { body })).status === 200,
    };
  },
  reset: async () => {
    const cookie = await acme.signIn(acme.admin);
    const path = `/api/v1/users/${acme.customer.id}/password-reset`;
    const { body } = await acme.send('POST', path, { cookie, body: { delivery: 'link' } });
    const secret = String(body.link).split('#')[1] ?? '';
    const read = () => acme.send('POST', '/api/v1/auth/reset-password/link', { body: { token: secret } });
    return { secret, isUsable: async () => (await read()).status === 200 };
  },
  email: async () => {
    const { next: secret } = await startEmailChangeOf(acme, acme.customer, 'new@acme.test');
    const read = () => acme.send('POST', '/api/v1/auth/email-change/link', { body: { token: secret } });
    return { secret, isUsable: async () => (await read()).status === 200 };
  },
  access: async () => {
    const { tokens } = await connect(acme, acme.customer, {});
    const token = tokens.access_token;
    return {
      secret: token,
      isUsable: async () => (await acme.send('GET', '/api/v1/me', { token })).status === 200,
    };
  },
  refresh: async () => {
    const { tokens, client } = await connect(acme, acme.customer, {});
    const secret = tokens.refresh_token;
    return { secret, isUsable: async () => (await refresh(acme, client, secret)).status === 200 };
  },
  code: async () => {
    const { code, form } = await obtainCode(acme, acme.customer, {});
    return { secret: code, isUsable: async () => (await sendForm(acme, 'token', form)).status === 200 };
  },
  device: async () => {
    const { secret, poll, decide } = await beginDevice();
    return { secret, isUsable: async () => (await decide()) === 200 && 'access_token' in (await poll()) };
  },
  scim: async () => {
    const { token } = await createScimToken(acme);
    const isUsable = async () =>
      (await acme.send('GET', '/scim/v2/ServiceProviderConfig', { token })).status === 200;
    return { secret: token, isUsable };
  },
  client_secret: async () => {
    const client = await registerClient(acme, { token_endpoint_auth_method: 'client_secret_post' });
    const { tokens } = await connect(acme, acme.customer, { client });
    const isUsable = async () => (await refresh(acme, client, tokens.refresh_token)).status === 200;
    return { secret: client.client_secret ?? '', isUsable };
  },
};

let empty: Awaited<ReturnType<typeof createWorld>>;
beforeAll(async () => {
  empty = await createWorld();
});
afterAll(() => empty.close());

describe('a leak report', () => {
  it.each(Object.entries(kinds))('ends a secret of the kind %s', async (kind, make) => {
    const { secret, isUsable } = await make();
    const at = kind === 'setup' ? empty : acme;
    await at.send('POST', '/api/v1/leaked-tokens', { at: null, body: { tokens: [secret] } });
    expect(await isUsable()).toBe(false);
    const another = await make();
    expect(await another.isUsable()).toBe(true);
  });

  it('ends the connection that a reported device code has already created', async () => {
    const { secret, poll, decide } = await beginDevice();
    expect(await decide()).toBe(200);
    const { access_token: token } = await poll();
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
    await report(secret);
    expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
    const cookie = await acme.signIn(acme.customer);
    const { data } = (await acme.send('GET', '/api/v1/me/notices', { cookie })).body;
    expect(data[0]).toMatchObject({ kind: 'connection_leaked' });
  });
});

describe('text around a reported secret', () => {
  it.each([
    ['a space and a newline', (secret: string) => ` ${secret}\n`],
    ['a carriage return', (secret: string) => `${secret}\r\n`],
    ['quotes', (secret: string) => `"${secret}"`],
    ['an apostrophe', (secret: string) => `'${secret}'`],
    ['typographic quotes', (secret: string) => `“${secret}”,`],
    ['backticks', (secret: string) => `\`${secret}\``],
    ['the scheme Bearer', (secret: string) => `Bearer ${secret}`],
    ['a header', (secret: string) => `Authorization: bearer\t${secret};`],
    ['a cookie', (secret: string) => `spedy_session=${secret}; Path=/`],
    ['a variable', (secret: string) => `export SPEDY_TOKEN=${secret} # for CI`],
    ['JSON', (secret: string) => JSON.stringify({ token: secret })],
    ['a URL', (secret: string) => `https://acme-corp.localhost:3000/invitation#${secret}`],
    ['an escaped underscore', (secret: string) => `?token=${secret.replaceAll('_', '%5F')}&x=1`],
    ['a line break inside', (secret: string) => `${secret.slice(0, 20)}\n  ${secret.slice(20)}`],
    [
      'a soft hyphen and a byte order mark',
      (secret: string) => `\ufeff${secret.slice(0, 20)}\u00ad${secret.slice(20)}`,
    ],
    ['a letter after it', (secret: string) => `${secret}x`],
  ])('does not hide it: %s', async (_what, around) => {
    const token = await acme.createToken(acme.customer);
    await report(around(token));
    expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
  });

  it('can contain several secrets', async () => {
    const tokens = [await acme.createToken(acme.customer), await acme.createToken(acme.customer)];
    await report(`A=${tokens[0]}\nB="${tokens[1]}"`);
    for (const token of tokens)
      expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
  });

  it('does not make an incomplete secret match', async () => {
    const token = await acme.createToken(acme.customer);
    await report(token.slice(0, -1), `${token.slice(0, -1)}!`, token.toUpperCase(), token.slice(6));
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
  });
});
