import { afterAll, beforeAll, expect, it } from 'vitest';
import { newToken } from '../../../src/credentials/token-format.ts';
import { expectError } from '../../support/client.ts';
import { day, hour } from '../../support/clock.ts';
import { invite } from '../../support/invitations.ts';
import { connect } from '../../support/oauth/oauth.ts';
import { createScimToken } from '../../support/scim.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const identify = (token: unknown, credential = acme.adminToken) =>
  acme.send('POST', '/api/v1/organization/tokens/identify', { token: credential, body: { token } });

it('names a token, its owner and its state', async () => {
  const body = { name: 'Deploy', description: 'CI' };
  const { token, ...created } = (
    await acme.send('POST', '/api/v1/me/tokens', { token: acme.teamMemberToken, body })
  ).body;
  const owner = { id: acme.teamMember.id, name: 'tim', email: 'tim@acme.test' };
  const found = await identify(token);
  expect(found).toMatchObject({ status: 200 });
  expect(found.body).toEqual({
    kind: 'pat',
    id: created.id,
    name: 'Deploy',
    state: 'active',
    owner,
    token: { ...created, state: 'active', pausedBy: null, inactive: null },
  });
  for (const around of [`Authorization: Bearer ${token}`, `"${token}"`, ` ${token}\n`])
    expect((await identify(around)).body.id).toBe(created.id);
  await acme.send('DELETE', `/api/v1/me/tokens/${created.id}`, { token: acme.teamMemberToken });
  expect((await identify(token)).body).toMatchObject({
    state: 'inactive',
    owner,
    token: { inactive: { reason: 'revoked' } },
  });
  expect(acme.log.join('\n')).not.toContain(token);
});

it('says what other secrets of the organization are', async () => {
  const { tokens } = await connect(acme, acme.teamMember);
  const cookie = await acme.signIn(acme.customer);
  const scim = await createScimToken(acme);
  const session = cookie.split('=')[1] ?? '';
  const name = expect.any(String);
  expect((await identify(tokens.access_token)).body).toMatchObject({
    kind: 'oauth_access_token',
    id: expect.stringMatching(/^grt_/),
    name,
    state: 'active',
    owner: { id: acme.teamMember.id },
    token: null,
  });
  expect((await identify(tokens.refresh_token)).body).toMatchObject({ kind: 'oauth_refresh_token', name });
  expect((await identify(session)).body).toMatchObject({ kind: 'session', owner: { id: acme.customer.id } });
  expect((await identify(scim.token)).body).toMatchObject({ kind: 'scim_token', state: 'active' });
});

it('says that other secrets are inactive once they do not work', async () => {
  const member = await acme.createMember('acme-corp', 'moe@acme.test', 'CUSTOMER');
  // Identifications are limited for each administrator.
  const credential = await acme.createToken(await acme.createMember('acme-corp', 'bea@acme.test', 'ADMIN'));
  const secretsOf = async () => {
    const { tokens } = await connect(acme, member);
    const session = (await acme.signIn(member)).split('=')[1] ?? '';
    const { secret } = await invite(acme, 'ina@acme.test');
    return { access: tokens.access_token, refresh: tokens.refresh_token, session, invitation: secret };
  };
  const statesOf = async (secrets: object) =>
    Promise.all(
      Object.values(secrets).map(async (secret) => (await identify(secret, credential)).body.state),
    );
  const secrets = await secretsOf();
  expect(await statesOf(secrets)).toEqual(['active', 'active', 'active', 'active']);
  acme.clock.advance(2 * hour);
  expect(await statesOf(secrets)).toEqual(['inactive', 'active', 'active', 'active']);
  // A session ends when it was not used for a week.
  acme.clock.advance(7 * day);
  expect(await statesOf(secrets)).toEqual(['inactive', 'active', 'inactive', 'inactive']);
  const { session } = await secretsOf();
  const state = { token: acme.adminToken, body: { state: 'deactivated' } };
  expect((await acme.send('PATCH', `/api/v1/users/${member.id}`, state)).status).toBe(200);
  expect((await identify(session, credential)).body.state ?? 'inactive').toBe('inactive');
});

it('answers alike for what is unknown, malformed or of another organization', async () => {
  await acme.createOrganization('globex');
  const other = await acme.createMember('globex', 'gil@globex.test', 'ADMIN');
  const values = [
    await acme.createToken(other),
    newToken('pat'),
    newToken('access'),
    newToken('setup'),
    `${newToken('pat').slice(0, -1)}!`,
    'spedy_pat_',
    '',
    'anything',
  ];
  const answers = await Promise.all(values.map((value) => identify(value)));
  for (const answer of answers) expectError(answer, 404, 'not_found');
  expect(new Set(answers.map(({ body: { requestId, ...rest } }) => JSON.stringify(rest))).size).toBe(1);
  for (const value of values.slice(0, 4)) expect(acme.log.join('\n')).not.toContain(value);
});

it('is for administrators with the right scope, whatever they send', async () => {
  const values = [acme.teamMemberToken, newToken('pat')];
  const scoped = await acme.createToken(acme.admin, { scopes: ['tokens:write'] });
  const { tokens } = await connect(acme, acme.admin);
  for (const value of values) {
    expectError(await identify(value, acme.teamMemberToken), 403, 'forbidden');
    expectError(await identify(value, acme.customerToken), 403, 'forbidden');
    expectError(await identify(value, scoped), 403, 'insufficient_scope');
    expectError(await identify(value, tokens.access_token), 403, 'insufficient_scope');
  }
  for (const body of [{}, { token: 7 }, { token: 'x'.repeat(1_001) }, { tokens: [] }]) {
    const call = { token: acme.adminToken, body };
    expectError(
      await acme.send('POST', '/api/v1/organization/tokens/identify', call),
      400,
      'validation_failed',
    );
  }
});

it('is limited for each administrator', async () => {
  const admin = await acme.createMember('acme-corp', 'another@acme.test', 'ADMIN');
  const credential = await acme.createToken(admin);
  for (let count = 0; count < 30; count += 1) expect((await identify('x', credential)).status).toBe(404);
  const refused = await identify(credential, credential);
  expectError(refused, 429, 'rate_limited');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await identify(credential)).status).toBe(200);
});
