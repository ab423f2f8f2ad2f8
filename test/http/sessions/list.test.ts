import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const path = '/api/v1/me/sessions';
const sessionsOf = async (cookie: string) => (await acme.send('GET', path, { cookie })).body.data;

describe('/api/v1/me/sessions', () => {
  it('lists sessions with user agent, address and last use, and marks the current one', async () => {
    const dana = await acme.createMember('acme-corp', 'dana@acme.test', 'CUSTOMER');
    const phone = await acme.send('POST', '/api/v1/auth/login', {
      body: { email: dana.email, password },
      headers: { 'user-agent': 'Phone/1.0' },
    });
    const signedInAt = acme.clock.in(0);
    acme.clock.advance(minute);
    const cookie = await acme.signIn(dana);
    await acme.send('GET', '/api/v1/me', { cookie: phone.headers['set-cookie']?.split(';')[0] ?? '' });
    await acme.app.lastUse.flush(true);
    const [newest, oldest] = await sessionsOf(cookie);
    expect(newest).toMatchObject({ current: true, address: '127.0.0.1' });
    expect(oldest).toEqual({
      id: expect.stringMatching(/^ses_/),
      current: false,
      createdAt: signedInAt,
      lastUsedAt: acme.clock.in(0),
      expiresAt: expect.any(String),
      idleExpiresAt: expect.any(String),
      address: '127.0.0.1',
      userAgent: 'Phone/1.0',
      openedBy: 'password',
      secondFactor: null,
      secondFactorAt: null,
      confirmedAt: signedInAt,
    });
  });

  it('ends one session and keeps the others', async () => {
    const [here, elsewhere] = [await acme.signIn(acme.teamMember), await acme.signIn(acme.teamMember)];
    const other = (await sessionsOf(elsewhere)).find((session: { current: boolean }) => session.current);
    expect((await acme.send('DELETE', `${path}/${other.id}`, { cookie: here })).status).toBe(204);
    expectError(await acme.send('GET', '/api/v1/me', { cookie: elsewhere }), 401, 'authentication_required');
    expect((await acme.send('GET', '/api/v1/me', { cookie: here })).status).toBe(200);
    expectError(await acme.send('DELETE', `${path}/${other.id}`, { cookie: here }), 404, 'not_found');
  });

  it("returns 404 for another member's session, and requires a session", async () => {
    const mine = await acme.signIn(acme.customer);
    const [theirs] = await sessionsOf(await acme.signIn(acme.admin));
    expectError(await acme.send('DELETE', `${path}/${theirs.id}`, { cookie: mine }), 404, 'not_found');
    expectError(await acme.send('DELETE', `${path}/ses_nonsense`, { cookie: mine }), 404, 'not_found');
    expectError(await acme.send('GET', path, { token: acme.adminToken }), 403, 'session_required');
  });

  it('ends all sessions when the member signs out everywhere', async () => {
    const eli = await acme.createMember('acme-corp', 'eli@acme.test', 'CUSTOMER');
    const cookies = [await acme.signIn(eli), await acme.signIn(eli)];
    expect((await acme.send('DELETE', path, { cookie: cookies[0] ?? '' })).status).toBe(204);
    for (const cookie of cookies) {
      expectError(await acme.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
    }
  });
});
