import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { codeAt, enroll, wrongCodeAt } from '../../support/second-factor.ts';
import { type Peer, startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

const path = '/api/v1/me/two-factor';

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

const codeOf = (secret: string) => codeAt(secret, acme.clock.now());
const wrongCode = (secret: string) => wrongCodeAt(secret, acme.clock.now());

let created = 0;
async function enrolled() {
  created += 1;
  const member = await acme.createMember('acme-corp', `codes${created}@acme.test`, 'TEAM_MEMBER');
  return { member, ...(await enroll(acme, member)) };
}
let hosts = 0;
/** Returns an address that no request has used before. */
const newAddress = () => {
  hosts += 1;
  return `198.19.${hosts >> 8}.${hosts & 255}`;
};
const signIn = (member: Member, code: string) =>
  (hosts % 2 === 0 ? acme : peer).send('POST', '/api/v1/auth/login', {
    body: { email: member.email, password, code },
    address: newAddress(),
  });
async function failTimes(member: Member, secret: string, times: number) {
  for (let count = 0; count < times; count += 1)
    expectError(await signIn(member, wrongCode(secret)), 401, 'two_factor_invalid');
}

describe('wrong codes of one member from many addresses at two processes', () => {
  it('block the app after twenty in a row, even for a correct code', async () => {
    const { member, secret } = await enrolled();
    await failTimes(member, secret, 20);
    const refused = expectError(await signIn(member, codeOf(secret)), 429, 'rate_limited');
    expect(refused.message).toContain('backup code');
    acme.clock.advance(7 * day);
    expectError(await signIn(member, codeOf(secret)), 429, 'rate_limited');
  });

  it('no longer count in a row after a correct one', async () => {
    const { member, secret } = await enrolled();
    for (let round = 0; round < 3; round += 1) {
      await failTimes(member, secret, 19);
      acme.clock.advance(minute);
      expect((await signIn(member, codeOf(secret))).status).toBe(200);
    }
  });

  it('block the app after a hundred in a day, even with correct ones in between', async () => {
    const { member, secret } = await enrolled();
    for (let round = 0; round < 10; round += 1) {
      await failTimes(member, secret, 10);
      acme.clock.advance(minute);
      const answer = await signIn(member, codeOf(secret));
      expect(answer.status).toBe(round < 9 ? 200 : 429);
    }
    acme.clock.advance(2 * day);
    expectError(await signIn(member, codeOf(secret)), 429, 'rate_limited');
  });

  it('are counted per day', async () => {
    const { member, secret } = await enrolled();
    for (let today = 0; today < 3; today += 1) {
      for (let round = 0; round < 5; round += 1) {
        await failTimes(member, secret, 10);
        acme.clock.advance(minute);
        expect((await signIn(member, codeOf(secret))).status).toBe(200);
      }
      acme.clock.advance(day);
    }
  });

  it('all count when they arrive at the same time', async () => {
    const { cookie, secret } = await enrolled();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, count) =>
        (count % 2 === 0 ? acme : peer).send('POST', `${path}/verify`, {
          cookie,
          body: { code: wrongCode(secret) },
          address: newAddress(),
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });

  it('do not affect another member', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    await failTimes(one.member, one.secret, 20);
    expect((await signIn(other.member, codeOf(other.secret))).status).toBe(200);
  });

  it('are counted on every route that accepts a code', async () => {
    const { member, cookie, secret } = await enrolled();
    const ask = (name: string, body: object) =>
      acme.send('POST', `${path}/${name}`, { cookie, body, address: newAddress() });
    for (let round = 0; round < 5; round += 1) {
      const code = wrongCode(secret);
      const answers = [
        await ask('backup-codes', { code }),
        await ask('verify', { code }),
        await ask('disable', { code, currentPassword: password }),
        await signIn(member, code),
      ];
      for (const answer of answers) expectError(answer, 401, 'two_factor_invalid');
    }
    expectError(await signIn(member, codeOf(secret)), 429, 'rate_limited');
  });
});

describe('a member with too many wrong codes', () => {
  it('can sign in with a backup code, and then with the app again', async () => {
    const { member, secret, backupCodes } = await enrolled();
    await failTimes(member, secret, 20);
    expectError(await signIn(member, 'abcde-fghjk'), 429, 'rate_limited');
    expect((await signIn(member, backupCodes[0] ?? '')).status).toBe(200);
    expectError(await signIn(member, backupCodes[0] ?? ''), 401, 'two_factor_invalid');
    expect((await signIn(member, codeOf(secret))).status).toBe(200);
  });

  it("can sign in with the password after an administrator's reset", async () => {
    const { member, secret } = await enrolled();
    await failTimes(member, secret, 20);
    const cookie = await acme.signIn(acme.admin);
    const reset = await acme.send('DELETE', `/api/v1/users/${member.id}/second-factor`, { cookie });
    expect(reset.status).toBe(204);
    expect(await acme.signIn(member)).toMatch(/^spedy_session=/);
  });
});
