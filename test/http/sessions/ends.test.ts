import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, hour, minute, second } from '../../support/clock.ts';
import { startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

let created = 0;
/** Creates a member of an organization of their own, and signs them in. */
async function signedIn(policy: Parameters<Acme['setPolicy']>[1] = {}) {
  created += 1;
  const at = `sessions-${created}`;
  await acme.createOrganization(at);
  await acme.setPolicy(at, policy);
  const member = await acme.createMember(at, `member@${at}.test`, 'ADMIN');
  return { at, member, cookie: await acme.signIn(member) };
}
type Call = { readonly at: string; readonly cookie: string };
const me = ({ at, cookie }: Call, send = acme.send) => send('GET', '/api/v1/me', { at, cookie });
const isSignedIn = async (call: Call) => (await me(call)).status === 200;
const sessions = async ({ at, cookie }: Call) =>
  (await acme.send('GET', '/api/v1/me/sessions', { at, cookie })).body.data;

describe('an unused session', () => {
  it('ends after 7 days by default', async () => {
    const used = await signedIn();
    const unused = await signedIn();
    acme.clock.advance(7 * day - second);
    expect(await isSignedIn(used)).toBe(true);
    acme.clock.advance(second);
    expectError(await me(unused), 401, 'authentication_required');
    expect(await isSignedIn(used)).toBe(true);
  });

  it('ends after the hours of the policy, from 1 on', async () => {
    const call = await signedIn({ sessionIdleHours: 1 });
    acme.clock.advance(hour - second);
    expect(await isSignedIn(call)).toBe(true);
    acme.clock.advance(hour);
    expectError(await me(call), 401, 'authentication_required');
  });

  it('counts its uses in other processes', async () => {
    const call = await signedIn({ sessionIdleHours: 1 });
    const peer = await startPeer(acme);
    acme.clock.advance(50 * minute);
    const there = await me(call, peer.send);
    // Writes the last use.
    await peer.close();
    expect(there.status).toBe(200);
    acme.clock.advance(50 * minute);
    // Entries of the cache are read again after a while.
    acme.app.credentials.cache.clear();
    expect(await isSignedIn(call)).toBe(true);
  });

  it('stays ended when the policy becomes more generous', async () => {
    const call = await signedIn({ sessionIdleHours: 1 });
    acme.clock.advance(hour);
    expect(await isSignedIn(call)).toBe(false);
    await acme.setPolicy(call.at, { sessionIdleHours: 100 });
    expect(await isSignedIn(call)).toBe(false);
  });
});

describe('a used session', () => {
  it('ends 30 days after the sign-in by default', async () => {
    const call = await signedIn();
    for (let week = 0; week < 5; week += 1) {
      expect(await isSignedIn(call)).toBe(true);
      await acme.app.lastUse.flush(true);
      acme.clock.advance(6 * day);
    }
    expectError(await me(call), 401, 'authentication_required');
  });

  it('ends after the hours of the policy, also if they were reduced later', async () => {
    const call = await signedIn();
    acme.clock.advance(10 * hour);
    expect(await isSignedIn(call)).toBe(true);
    await acme.setPolicy(call.at, { sessionLifetimeHours: 11 });
    acme.clock.advance(hour - second);
    expect(await isSignedIn(call)).toBe(true);
    acme.clock.advance(second);
    expectError(await me(call), 401, 'authentication_required');
    await acme.setPolicy(call.at, { sessionLifetimeHours: 720 });
    expect(await isSignedIn(call)).toBe(false);
  });

  it('shows both ends, and when it was confirmed', async () => {
    const call = await signedIn({ sessionIdleHours: 2, sessionLifetimeHours: 5 });
    expect(await sessions(call)).toMatchObject([
      {
        current: true,
        confirmedAt: acme.clock.in(0),
        idleExpiresAt: acme.clock.in(2 * hour),
        expiresAt: acme.clock.in(5 * hour),
      },
    ]);
  });

  it('is not listed after it has ended', async () => {
    const call = await signedIn({ sessionIdleHours: 2 });
    acme.clock.advance(2 * hour);
    const fresh = { ...call, cookie: await acme.signIn(call.member) };
    expect(await sessions(fresh)).toMatchObject([{ current: true }]);
  });
});

describe('the policy for sessions', () => {
  it.each([0, 8_761, 1.5, null])('rejects %j hours', async (hours) => {
    const { adminToken: token } = acme;
    for (const field of ['sessionIdleHours', 'sessionLifetimeHours']) {
      const body = { policy: { [field]: hours } };
      const answer = await acme.send('PATCH', '/api/v1/organization', { token, body });
      expectError(answer, 400, 'validation_failed');
    }
  });
});

describe("a member's sessions", () => {
  const path = (member: Member, id = '') => `/api/v1/users/${member.id}/sessions${id && `/${id}`}`;
  const asAdmin = (method: string, to: string) => acme.send(method, to, { token: acme.adminToken });
  let member: Member;
  beforeAll(async () => {
    member = await acme.createMember('acme-corp', 'many@acme.test', 'TEAM_MEMBER');
  });
  const idOf = async (cookie: string) =>
    (await acme.send('GET', '/api/v1/me', { cookie })).body.authentication.sessionId;
  const isOpen = async (cookie: string) => (await acme.send('GET', '/api/v1/me', { cookie })).status === 200;

  it('are listed and ended one by one by an administrator, which the log shows', async () => {
    const [lost, kept] = [await acme.signIn(member), await acme.signIn(member)];
    const { data } = (await asAdmin('GET', path(member))).body;
    expect(data).toHaveLength(2);
    expect(data[0]).toMatchObject({
      current: false,
      openedBy: 'password',
      address: '127.0.0.1',
      confirmedAt: acme.clock.in(0),
    });
    const id = await idOf(lost);
    expect((await asAdmin('DELETE', path(member, id))).status).toBe(204);
    expect(await isOpen(lost)).toBe(false);
    expect(await isOpen(kept)).toBe(true);
    expectError(await asAdmin('DELETE', path(member, id)), 404, 'not_found');
    const ended = await asAdmin('GET', '/api/v1/organization/audit-events?action=session.ended');
    expect(ended.body.data[0]).toMatchObject({
      actor: { id: acme.admin.id },
      target: { id },
      details: { userId: member.id },
    });
  });

  it('are ended together by an administrator', async () => {
    const open = [await acme.signIn(member), await acme.signIn(member)];
    expect((await asAdmin('DELETE', path(member))).status).toBe(204);
    for (const cookie of open) expect(await isOpen(cookie)).toBe(false);
    expect((await asAdmin('GET', path(member))).body.data).toEqual([]);
  });

  it("are out of reach for others, and for another organization's administrator", async () => {
    const cookie = await acme.signIn(member);
    const id = await idOf(cookie);
    const away = await signedIn();
    for (const [method, to] of [
      ['GET', path(member)],
      ['DELETE', path(member)],
      ['DELETE', path(member, id)],
    ] as const) {
      expectError(await acme.send(method, to, { token: acme.teamMemberToken }), 403, 'forbidden');
      expectError(await acme.send(method, to, { at: away.at, cookie: away.cookie }), 404, 'not_found');
    }
    expectError(await asAdmin('DELETE', path(acme.customer, id)), 404, 'not_found');
    expect(await isOpen(cookie)).toBe(true);
  });
});
