import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, expectError } from '../../support/client.ts';
import { day, minute, second } from '../../support/clock.ts';
import { type Peer, startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

let acme: Acme;
let peer: Peer;
beforeAll(async () => {
  acme = await createAcme();
  peer = await startPeer(acme);
});
afterAll(async () => {
  await peer.close();
  await acme.close();
});

let created = 0;
const newMember = () => {
  created += 1;
  return acme.createMember('acme-corp', `slow${created}@acme.test`, 'TEAM_MEMBER');
};
let hosts = 0;
/** Returns an address that no request has used before. */
const newAddress = () => {
  hosts += 1;
  return `198.18.${hosts >> 8}.${hosts & 255}`;
};
type Process = Pick<Acme, 'send'>;
const attempt = (
  by: Process,
  email: string,
  guess: string,
  call: { address?: string; cookie?: string } = {},
) =>
  by.send('POST', '/api/v1/auth/login', {
    address: newAddress(),
    ...call,
    body: { email, password: guess },
  });
/** Fails each time from a new address, half of the times at each process. */
async function fail(email: string, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let count = 0; count < times; count += 1)
    statuses.push((await attempt(count % 2 === 0 ? acme : peer, email, `guess ${count}`)).status);
  return statuses;
}
const waitOf = async (email: string) => {
  const refused = await attempt(acme, email, 'one more guess');
  expectError(refused, 429, 'rate_limited');
  return Number(refused.headers['retry-after']);
};

describe('wrong passwords for one account from many addresses at two processes', () => {
  it('slow the account down in steps after ten', async () => {
    const { email } = await newMember();
    expect(await fail(email, 10)).toEqual(Array(10).fill(401));
    expect(await waitOf(email)).toBe(30);
    expectError(await attempt(peer, email, password), 429, 'rate_limited');
    for (let count = 10; count < 20; count += 1) {
      acme.clock.advance(30 * second);
      expect((await attempt(acme, email, 'a guess')).status).toBe(401);
    }
    expect(await waitOf(email)).toBe(60);
    for (let count = 20; count < 50; count += 1) {
      acme.clock.advance(minute);
      expect((await attempt(acme, email, 'a guess')).status).toBe(401);
    }
    expect(await waitOf(email)).toBe(300);
    acme.clock.advance(5 * minute);
    expect((await attempt(acme, email, password)).status).toBe(200);
    expect(await fail(email, 10)).toEqual(Array(10).fill(401));
  });

  it('do not slow down another account', async () => {
    const [one, other] = [await newMember(), await newMember()];
    await fail(one.email, 11);
    expect((await attempt(acme, other.email, password)).status).toBe(200);
  });

  it('are deleted by the sweep after a day without any', async () => {
    const { id, email } = await newMember();
    await fail(email, 10);
    const rows = () =>
      acme.db.selectFrom('sign_in_attempts').select('failures').where('account', '=', id).execute();
    expect(await rows()).toHaveLength(1);
    acme.clock.advance(day + second);
    await acme.app.sweep();
    expect(await rows()).toEqual([]);
    expect(await fail(email, 10)).toEqual(Array(10).fill(401));
  });

  it('no longer count after a day without any, even before the sweep', async () => {
    const { email } = await newMember();
    await fail(email, 10);
    acme.clock.advance(day + second);
    expect(await fail(email, 10)).toEqual(Array(10).fill(401));
  });

  it('slow down an unknown email in the same way', async () => {
    expect(await fail('nobody@acme.test', 10)).toEqual(Array(10).fill(401));
    expect(await waitOf('nobody@acme.test')).toBe(30);
  });

  it('all count when they arrive at the same time', async () => {
    const { email } = await newMember();
    const attempts = Array.from({ length: 30 }, (_, count) =>
      attempt(count % 2 === 0 ? acme : peer, email, 'a guess'),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  });

  it('use a limited number of rows for made-up emails', async () => {
    const before = await acme.db.selectFrom('sign_in_attempts').select('account').execute();
    for (let count = 0; count < 20; count += 1) await attempt(acme, `made-up${count}@acme.test`, 'a guess');
    const rows = await acme.db.selectFrom('sign_in_attempts').select('account').execute();
    for (const { account } of rows.filter((row) => !before.some((old) => old.account === row.account)))
      expect(account).toMatch(/^none_[0-9a-f]{4}$/);
  });
});

describe('a member whose account is slowed down by somebody else', () => {
  const home = '203.0.113.5';
  async function slowed(): Promise<{ member: Member; cookie: string }> {
    const member = await newMember();
    const signedIn = await attempt(acme, member.email, password, { address: home });
    const cookie = signedIn.headers['set-cookie']?.split(';')[0] ?? '';
    await fail(member.email, 10);
    expect(await waitOf(member.email)).toBe(30);
    return { member, cookie };
  }

  it('can sign in from an address that they signed in from before, at any process', async () => {
    const { member } = await slowed();
    for (const by of [acme, peer])
      expect((await attempt(by, member.email, password, { address: home })).status).toBe(200);
    expect(await waitOf(member.email)).toBe(30);
  });

  it('can sign in from a new address with a browser that still has their session', async () => {
    const { member, cookie } = await slowed();
    const otherCookie = await acme.signIn(acme.customer);
    expectError(await attempt(acme, member.email, password, { cookie: otherCookie }), 429, 'rate_limited');
    expect((await attempt(acme, member.email, password, { cookie })).status).toBe(200);
  });

  const deviceIn = ({ headers }: Answer) =>
    /spedy_device=[0-9A-Za-z]{32}/.exec(headers['set-cookie'] ?? '')?.[0];
  /** Signs out and returns the device cookie, which the browser keeps. */
  async function signOut(cookie: string): Promise<string> {
    const answer = await acme.send('POST', '/api/v1/auth/logout', { cookie });
    expect(answer.headers['set-cookie']).toMatch(/^spedy_session=; /);
    return deviceIn(answer) ?? expect.unreachable();
  }

  it('can sign in from a new address with a browser in which they signed out', async () => {
    const { member, cookie: session } = await slowed();
    const device = await signOut(session);
    const otherCookie = await signOut(await acme.signIn(acme.customer));
    for (const cookie of [otherCookie, 'spedy_device=junk', 'spedy_device='])
      expectError(await attempt(acme, member.email, password, { cookie }), 429, 'rate_limited');
    for (const by of [acme, peer]) {
      const answer = await attempt(by, member.email, password, { cookie: device });
      expect(answer.status).toBe(200);
      expect(deviceIn(answer)).toBe(device);
    }
    expect(await waitOf(member.email)).toBe(30);
  });

  it('can sign in with a browser whose session has expired', async () => {
    const member = await newMember();
    const body = { email: member.email, password };
    const headers = { origin: 'http://acme-corp.localhost:3000', 'sec-fetch-site': 'same-origin' };
    const signedIn = await acme.send('POST', '/api/v1/auth/login', { address: newAddress(), body, headers });
    const cookie = deviceIn(signedIn) ?? expect.unreachable();
    acme.clock.advance(31 * 24 * 3_600 * second);
    await fail(member.email, 10);
    expectError(await attempt(peer, member.email, password), 429, 'rate_limited');
    expect((await attempt(peer, member.email, password, { cookie })).status).toBe(200);
  });

  it('has a limited number of attempts with a known browser', async () => {
    const { member, cookie: session } = await slowed();
    const cookie = await signOut(session);
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1)
      statuses.push(
        (await attempt(count % 2 === 0 ? acme : peer, member.email, 'mistyped', { cookie })).status,
      );
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
  });

  it('has a limited number of attempts from a known address', async () => {
    const { member } = await slowed();
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      const by = count % 2 === 0 ? acme : peer;
      statuses.push((await attempt(by, member.email, 'mistyped', { address: home })).status);
    }
    // Five per minute at each process, then the steps of the account.
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
  });

  it('has at most twenty known addresses', async () => {
    const member = await newMember();
    for (let count = 0; count < 25; count += 1) {
      acme.clock.advance(second);
      await attempt(acme, member.email, password, { address: `203.0.113.${count}` });
    }
    const known = await acme.db
      .selectFrom('known_sources')
      .select('source')
      .where('user_id', '=', member.id)
      .execute();
    expect(known.map(({ source }) => source).sort()).toEqual(
      Array.from({ length: 20 }, (_, count) => `203.0.113.${count + 5}`).sort(),
    );
  });
});

describe('wrong current passwords of a signed-in member', () => {
  it('slow down only that session, at every process', async () => {
    const member = await newMember();
    const [mine, other] = [await acme.signIn(member), await acme.signIn(member)];
    const begin = (by: Process, cookie: string, currentPassword: string) =>
      by.send('POST', '/api/v1/me/two-factor', { cookie, body: { currentPassword }, address: newAddress() });
    for (let count = 0; count < 10; count += 1)
      expectError(await begin(count % 2 === 0 ? acme : peer, mine, 'a guess'), 401, 'invalid_credentials');
    expectError(await begin(acme, mine, password), 429, 'rate_limited');
    expectError(await begin(peer, mine, password), 429, 'rate_limited');
    expect((await begin(acme, other, password)).status).toBe(201);
    acme.clock.advance(30 * second);
    expect((await begin(acme, mine, password)).status).toBe(201);
  });
});
