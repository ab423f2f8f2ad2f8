import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSecret } from '../../../src/credentials/hash.ts';
import { inTurn } from '../../../src/credentials/hash-turns.ts';
import { newToken } from '../../../src/credentials/token-format.ts';
import { insertSetupLink } from '../../../src/setup/queries.ts';
import { type Answer, expectError } from '../../support/client.ts';
import { invite } from '../../support/invitations.ts';
import { type Acme, createAcme, createWorld, password, type World } from '../../support/world.ts';

/** More than the number of concurrent hashes. */
const turns = 8;

/** Returns the response while no password can be hashed or verified, which proves that it needs neither. */
async function withoutHashing(send: () => Promise<Answer>): Promise<Answer> {
  const { promise: free, resolve: release } = Promise.withResolvers<void>();
  const taken = Array.from({ length: turns }, () => inTurn(() => free));
  try {
    return await send();
  } finally {
    release();
    await Promise.all(taken);
  }
}

describe('the server, before it hashes a password,', () => {
  let acme: Acme;
  let empty: World;
  beforeAll(async () => {
    acme = await createAcme();
    empty = await createWorld();
  });
  afterAll(async () => {
    await acme.close();
    await empty.close();
  });

  const organization = { slug: 'first-corp', name: 'First', plan: 'pro' };
  const admin = { email: 'ada@first.test', name: 'Ada', password: 'a quiet brook at dawn' };
  const setUp = (world: World, token: string, changes: object = {}) =>
    withoutHashing(() =>
      world.send('POST', '/api/v1/setup', { at: null, body: { token, organization, admin, ...changes } }),
    );

  it('looks up a setup link', async () => {
    expectError(await setUp(empty, newToken('setup')), 404, 'not_found');
    expectError(await setUp(empty, 'spedy_set_nonsense'), 404, 'not_found');
    const used = newToken('setup');
    await insertSetupLink(acme.db, hashSecret(used), 0);
    expectError(await setUp(acme, used), 404, 'not_found');
  });

  it('validates the fields of a setup, and keeps the link valid after an error', async () => {
    const token = newToken('setup');
    await insertSetupLink(empty.db, hashSecret(token), 0);
    for (const changes of [
      { organization: { ...organization, slug: 'Not A Slug' } },
      { organization: { ...organization, name: ' ' } },
      { admin: { ...admin, email: 'nowhere' } },
      { admin: { ...admin, name: '' } },
      { admin: { ...admin, password: 'short' } },
    ])
      expectError(await setUp(empty, token, changes), 400, 'validation_failed');
    const body = { token, organization, admin };
    expect((await empty.send('POST', '/api/v1/setup', { at: null, body })).status).toBe(201);
  });

  it('looks up an invitation, validates its fields and checks that its email is free', async () => {
    const invitation = await invite(acme, 'ina@acme.test');
    const accept = (token: string, changes: object = {}) =>
      withoutHashing(() =>
        acme.send('POST', '/api/v1/auth/invitation/accept', {
          headers: { origin: 'http://acme-corp.localhost:3000' },
          body: { token, name: 'Ina', password: 'a quiet brook at dawn', ...changes },
        }),
      );
    expectError(await accept(newToken('invitation')), 404, 'not_found');
    expectError(await accept(invitation.secret, { name: ' ' }), 400, 'validation_failed');
    expectError(await accept(invitation.secret, { password: 'short' }), 400, 'validation_failed');
    await acme.createMember('acme-corp', 'ina@acme.test', 'CUSTOMER');
    expectError(await accept(invitation.secret), 409, 'already_exists');
  });

  it('checks the rules for a new password', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    for (const newPassword of ['short', 'x'.repeat(201), 'tim@acme.test'])
      expectError(
        await withoutHashing(() =>
          acme.send('PUT', '/api/v1/me/password', {
            cookie,
            body: { currentPassword: password, newPassword },
          }),
        ),
        400,
        'validation_failed',
      );
  });

  it('checks that a second factor is enabled', async () => {
    const cookie = await acme.signIn(acme.customer);
    const body = { currentPassword: password, code: '123456' };
    const end = () => acme.send('DELETE', '/api/v1/me/second-factor', { cookie, body });
    expectError(await withoutHashing(end), 404, 'not_found');
  });

  it('counts sign-in attempts', async () => {
    const body = { email: 'nobody@acme.test', password: 'a wrong password' };
    const attempt = () =>
      acme.send('POST', '/api/v1/auth/login', {
        body,
        headers: { origin: 'http://acme-corp.localhost:3000' },
        address: '203.0.113.77',
      });
    for (let count = 0; count < 5; count += 1) await attempt();
    expectError(await withoutHashing(attempt), 429, 'rate_limited');
  });
});
