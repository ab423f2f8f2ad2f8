import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const header = 'spedy-token-expires-at';
let acme: Acme;
let expiresAt: string;
let token: string;
beforeAll(async () => {
  acme = await createAcme({ rateLimit: 8 });
  expiresAt = acme.clock.in(30 * day);
  token = await acme.createToken(acme.teamMember, { expiresAt, scopes: ['tickets:read', 'tokens:write'] });
});
afterAll(() => acme.close());

it('is in every answer to a token with an expiry, whatever it is', async () => {
  const answers = [
    await acme.send('GET', '/api/v1/me', { token }),
    await acme.send('GET', '/api/v1/boards', { token }),
    await acme.send('GET', '/api/v1/auth/verify', { token }),
    await acme.send('POST', '/api/v1/me/tokens', { token, body: {} }),
    await acme.send('GET', '/api/v1/me/tokens/nothing', { token }),
    await acme.send('PATCH', '/api/v1/organization', { token, body: { name: 'x' } }),
    await acme.send('POST', '/mcp', { token, body: { jsonrpc: '2.0', id: 1, method: 'ping' } }),
    await acme.send('POST', '/mcp', { token, body: '{' }),
    await acme.send('GET', '/api/v1/me', { token }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 204, 400, 404, 403, 200, 400, 429]);
  for (const { headers } of answers) expect(headers[header]).toBe(expiresAt);
});

it('is the end of the overlap of a rotated token', async () => {
  const created = await acme.send('POST', '/api/v1/me/tokens', {
    token: acme.customerToken,
    body: { name: 'Rotated' },
  });
  const { id, token: old } = created.body;
  expect((await acme.send('GET', '/api/v1/me', { token: old })).headers).not.toHaveProperty(header);
  const body = { overlapSeconds: 60 };
  await acme.send('POST', `/api/v1/me/tokens/${id}/rotate`, { token: acme.customerToken, body });
  const end = acme.clock.in(minute);
  expect((await acme.send('GET', '/api/v1/me', { token: old })).headers[header]).toBe(end);
});

it('is in the refusal of a plan without tokens, of a policy without them, and of an expired one', async () => {
  await acme.createOrganization('globex');
  const member = await acme.createMember('globex', 'gil@globex.test', 'ADMIN');
  const expiring = { expiresAt: acme.clock.in(day) };
  const theirs = await acme.createToken(member, expiring);
  const send = () => acme.send('GET', '/api/v1/me', { at: 'globex', token: theirs });
  await acme.setPlan('globex', 'canceled');
  const refused = await send();
  expectError(refused, 403, 'plan_required');
  await acme.setPlan('globex', 'pro');
  await acme.setPolicy('globex', { patsEnabled: false });
  const off = await send();
  expectError(off, 403, 'pats_disabled');
  acme.clock.advance(day);
  const expired = await send();
  expectError(expired, 401, 'token_expired');
  for (const { headers } of [refused, off, expired]) expect(headers[header]).toBe(expiring.expiresAt);
});

it('tells nothing to other organizations, sessions and whoever has no token', async () => {
  const answers = [
    await acme.send('GET', '/api/v1/me', { at: 'globex', token, address: '192.0.2.1' }),
    await acme.send('GET', '/api/v1/me', { address: '192.0.2.2' }),
    await acme.send('GET', '/api/v1/me', { cookie: await acme.signIn(acme.admin) }),
    await acme.send('GET', '/healthz', { address: '192.0.2.3' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 200, 200]);
  for (const { headers } of answers) expect(headers).not.toHaveProperty(header);
});

it('can be read by pages of other origins', async () => {
  const { headers } = await acme.send('GET', '/api/v1/me', {
    token: acme.adminToken,
    headers: { origin: 'https://tool.example' },
  });
  expect(headers['access-control-expose-headers']).toContain('Spedy-Token-Expires-At');
});
