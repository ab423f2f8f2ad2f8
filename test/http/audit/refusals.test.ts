import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { expectError } from '../../support/client.ts';
import { minute, second } from '../../support/clock.ts';
import { enroll, wrongCodeAt } from '../../support/second-factor.ts';
import { startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

let hosts = 0;
const newAddress = () => {
  hosts += 1;
  return `198.18.${hosts >> 8}.${hosts & 255}`;
};
const signIn = (
  email: string,
  typed: string,
  call: { code?: string; address?: string } = {},
  by = acme.send,
) =>
  by('POST', '/api/v1/auth/login', {
    address: call.address ?? newAddress(),
    body: { email, password: typed, ...(call.code === undefined ? {} : { code: call.code }) },
  });
async function events(action: string) {
  // Attempts are written after the response: the sweep waits for them.
  await acme.app.sweep();
  const path = `/api/v1/organization/audit-events?limit=100&action=${action}`;
  return (await acme.send('GET', path, { token: acme.adminToken })).body.data;
}

describe('audit log of refused attempts', () => {
  it('records the account, address and reason of a failed sign-in, but not the password', async () => {
    await signIn('TIM@acme.test', 'my other pass phrase', { address: '203.0.113.7' });
    const [event] = await events('refusal.sign_in');
    expect(event).toMatchObject({
      actor: { kind: 'anonymous' },
      action: 'refusal.sign_in',
      target: { kind: 'user', id: acme.teamMember.id },
      details: { email: 'tim@acme.test', reason: 'wrong_password' },
      address: '203.0.113.7',
    });
    expect(JSON.stringify(event)).not.toContain('my other');
  });

  it('records a sign-in with an unknown email', async () => {
    await signIn('nobody@acme.test', 'a guess');
    const [event] = await events('refusal.sign_in');
    expect(event).toMatchObject({
      target: { kind: 'account', id: 'nobody@acme.test' },
      details: { email: 'nobody@acme.test', reason: 'unknown_email' },
    });
  });

  it.each([
    ['a password', 'Correct horse battery staple'],
    ['a password with an @', 'P@ssw0rd-of-mine'],
    ['a token', `spedy_pat_${'A'.repeat(38)}`],
    ['a token in an email', `spedy_pat_${'A'.repeat(38)}@acme.test`],
  ])('does not record %s that was entered as the email', async (_what, typed) => {
    const world = await createAcme();
    await world.send('POST', '/api/v1/auth/login', { body: { email: typed, password: 'a guess' } });
    await world.app.sweep();
    const path = '/api/v1/organization/audit-events?action=refusal.sign_in';
    const { text, body } = await world.send('GET', path, { token: world.adminToken });
    await world.close();
    expect(body.data).toMatchObject([
      { target: { kind: 'account', id: 'unknown' }, details: { email: null, reason: 'unknown_email' } },
    ]);
    expect(text.toLowerCase()).not.toContain(typed.toLowerCase());
  });

  it('records a wrong current password of a signed-in member', async () => {
    const cookie = await acme.signIn(acme.customer);
    const body = { currentPassword: 'a guess', newPassword: 'a better pass phrase' };
    expectError(await acme.send('PUT', '/api/v1/me/password', { cookie, body }), 401, 'invalid_credentials');
    const [event] = await events('refusal.password');
    expect(event).toMatchObject({
      actor: { id: acme.customer.id },
      details: { email: 'cora@acme.test', reason: 'wrong_password' },
    });
  });

  it('records wrong second-factor codes, and when there were too many', async () => {
    const member = await acme.createMember('acme-corp', 'factor@acme.test', 'CUSTOMER');
    const { secret } = await enroll(acme, member);
    const code = wrongCodeAt(secret, acme.clock.now());
    for (let count = 0; count < 20; count += 1) await signIn(member.email, password, { code });
    const [event] = await events('refusal.second_factor');
    expect(event).toMatchObject({
      target: { kind: 'user', id: member.id },
      details: { email: member.email, reason: 'wrong_code' },
    });
    const [limit] = await events('refusal.limit');
    expect(limit).toMatchObject({ target: { id: member.id }, details: { reason: 'too_many_codes' } });
    expect(await events('refusal.second_factor')).toHaveLength(5);
  });

  it('records an attempt with an invalid invitation link', async () => {
    const accept = (token: string) =>
      acme.send('POST', '/api/v1/auth/invitation/accept', {
        address: '203.0.113.9',
        body: { token, name: 'Eve', password: 'a ship in port is safe' },
      });
    expectError(await accept('a guess'), 404, 'not_found');
    const [event, ...others] = await events('refusal.invitation');
    expect(event).toMatchObject({ details: { reason: 'not_found' }, address: '203.0.113.9' });
    expect(others).toEqual([]);
  });

  it('records an exceeded rate limit once a minute for each credential', async () => {
    const world = await createAcme({ rateLimit: 20 });
    for (let count = 0; count < 25; count += 1)
      await world.send('GET', '/api/v1/me', { token: world.customerToken });
    const limitEvents = async () => {
      const path = '/api/v1/organization/audit-events?action=refusal.limit';
      return (await world.send('GET', path, { token: world.adminToken })).body.data;
    };
    await expect.poll(limitEvents).toHaveLength(1);
    expect((await limitEvents())[0]).toMatchObject({
      actor: { id: world.customer.id },
      credential: { kind: 'pat' },
      details: { email: 'cora@acme.test', reason: 'too_many_requests', path: '/api/v1/me' },
    });
    await world.close();
  });
});

describe('a flood of refused attempts', () => {
  it('records the first five for each account, then one hourly sum across all processes', async () => {
    const world = await createAcme();
    const peer = await startPeer(world);
    const attack = async (email: string, times: number) => {
      for (let count = 0; count < times; count += 1)
        await signIn(email, 'a guess', {}, count % 2 === 0 ? world.send : peer.send);
    };
    const log = async (action: string) => {
      await Promise.all([world.app.sweep(), peer.sweep()]);
      return (
        await world.send('GET', `/api/v1/organization/audit-events?limit=100&action=${action}`, {
          token: world.adminToken,
        })
      ).body.data;
    };
    await attack(world.teamMember.email, 10);
    for (let count = 0; count < 30; count += 1) await attack(`made-up${count}@acme.test`, 1);
    await attack(world.customer.email, 3);
    const targets = (await log('refusal.sign_in')).map(
      ({ target }: { target: { kind: string; id: string } }) => (target.kind === 'user' ? target.id : 'none'),
    );
    const times = (id: string) => targets.filter((target: string) => target === id).length;
    expect([times(world.teamMember.id), times('none'), times(world.customer.id)]).toEqual([5, 5, 3]);
    expect(await log('refusal.summed')).toEqual([]);

    const from = world.clock.in(0);
    world.clock.advance(59 * minute);
    await Promise.all([world.app.sweep(), peer.sweep()]);
    expect(await log('refusal.summed')).toEqual([]);
    world.clock.advance(minute + second);
    await Promise.all([world.app.sweep(), peer.sweep()]);
    const sums = await log('refusal.summed');
    const sumOf = (kind: string) =>
      sums.find(({ target }: { target: { kind: string } }) => target.kind === kind)?.details;
    expect(sums).toHaveLength(2);
    expect(sumOf('user')).toEqual({ kind: 'refusal.sign_in', count: 5, from, to: from });
    expect(sumOf('account')).toEqual({ kind: 'refusal.sign_in', count: 25, from, to: from });

    world.clock.advance(2 * 60 * minute);
    await world.app.sweep();
    expect(await log('refusal.summed')).toHaveLength(2);
    await attack(world.customer.email, 1);
    expect(
      (await log('refusal.sign_in')).filter(
        (event: { target: { id: string } }) => event.target.id === world.customer.id,
      ),
    ).toHaveLength(4);
    const { id } = await world.db.selectFrom('organizations').select('id').executeTakeFirstOrThrow();
    expect(await verifyAudit(world.db, id)).toMatchObject({ intact: true });
    await peer.close();
    await world.close();
  });

  it('writes the counts in memory when a process stops', async () => {
    const world = await createAcme();
    const peer = await startPeer(world);
    for (let count = 0; count < 9; count += 1) await signIn(world.teamMember.email, 'a guess', {}, peer.send);
    await peer.close();
    const { total } = await world.db
      .selectFrom('refusal_counts')
      .select('total')
      .where('account', '=', world.teamMember.id)
      .executeTakeFirstOrThrow();
    expect(total).toBe(9);
    await world.close();
  });
});
