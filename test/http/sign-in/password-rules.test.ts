import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  await acme.send('PATCH', '/api/v1/organization', {
    token: acme.adminToken,
    body: { name: 'Acme Corporation Ltd.' },
  });
});
afterAll(() => acme.close());

let created = 0;
const newMember = (email?: string) => {
  created += 1;
  return acme.createMember('acme-corp', email ?? `choice${created}@acme.test`, 'TEAM_MEMBER');
};
const signIn = ({ email }: Member, typed: string) =>
  acme.send('POST', '/api/v1/auth/login', { body: { email, password: typed } });
async function change(member: Member, newPassword: string) {
  const cookie = await acme.signIn(member);
  return acme.send('PUT', '/api/v1/me/password', {
    cookie,
    body: { currentPassword: password, newPassword },
  });
}
/** Stores a password as earlier versions did, without normalization. */
async function setAsBefore({ id }: Member, typed: string): Promise<void> {
  const stored = await hash(typed, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  await acme.db.updateTable('users').set({ password_hash: stored }).where('id', '=', id).execute();
}

const composed = 'größter Café-Besuch'.normalize('NFC');
const decomposed = composed.normalize('NFD');

describe('a password in two Unicode normalization forms', () => {
  it.each([
    ['composed', composed],
    ['decomposed', decomposed],
  ])('works in both forms when set %s', async (_what, chosen) => {
    const member = await newMember();
    expect((await change(member, chosen)).status).toBe(204);
    for (const typed of [composed, decomposed]) expect((await signIn(member, typed)).status).toBe(200);
    expectError(await signIn(member, composed.replace('é', 'e')), 401, 'invalid_credentials');
  });

  it.each([
    ['composed', composed],
    ['decomposed', decomposed],
  ])(
    'still works in its own form when it was set %s before passwords were normalized',
    async (_what, before) => {
      const member = await newMember();
      await setAsBefore(member, before);
      expect((await signIn(member, before)).status).toBe(200);
    },
  );

  it('has the same length in both forms', async () => {
    const member = await newMember();
    const longest = 'é'.repeat(200);
    expect((await change(member, longest.normalize('NFD'))).status).toBe(204);
    expect((await signIn(member, longest.normalize('NFD'))).status).toBe(200);
    const short = await change(await newMember(), 'é'.repeat(11).normalize('NFD'));
    expectError(short, 400, 'validation_failed');
  });

  it('is rejected if it is not valid Unicode, because it would equal another one', async () => {
    const answer = await change(await newMember(), 'twelve letters \ud800');
    const { details } = expectError(answer, 400, 'validation_failed');
    expect(details).toEqual([{ path: 'newPassword', message: 'must be valid Unicode' }]);
  });
});

describe('an easily guessed password', () => {
  const refused = async (member: Member, chosen: string) => {
    const [detail] = expectError(await change(member, chosen), 400, 'validation_failed').details;
    expect(detail.path).toBe('newPassword');
    return detail.message as string;
  };

  it.each(['123456789012', 'passwordpassword', 'PasswordPassword', '1qaz2wsx3edc', 'pass word pass word'])(
    'is rejected as a common password: %s',
    async (chosen) => {
      expect(await refused(await newMember(), chosen)).toContain('most common passwords');
    },
  );

  it.each([
    'margaret.hamilton@acme.test',
    'Margaret.Hamilton@ACME.test',
    'margaret.hamilton',
    'Margaret Hamilton',
    'acme-corp    ',
    'Acme Corporation Ltd.',
    'ACME_CORPORATION_LTD',
  ])('is rejected as the email, the name or the organization: %s', async (chosen) => {
    created += 1;
    const member = await acme.createMember(
      'acme-corp',
      `margaret.hamilton${created}@acme.test`,
      'TEAM_MEMBER',
    );
    const email = 'margaret.hamilton@acme.test';
    await acme.db
      .updateTable('users')
      .set({ email, name: 'Margaret Hamilton' })
      .where('id', '=', member.id)
      .execute();
    expect(await refused(member, chosen)).toContain('your email, your name or the name of your organization');
  });

  it.each(['correct horse battery staple', 'margaret likes acme-corp', 'xxxxxxxxxxxxy', '            .'])(
    'does not include %j',
    async (chosen) => {
      expect((await change(await newMember(), chosen)).status).toBe(204);
    },
  );

  it('is rejected when accepting an invitation, whose link remains valid', async () => {
    const email = 'grace.hopper@acme.test';
    const invited = await acme.send('POST', '/api/v1/organization/invitations', {
      cookie: await acme.signIn(acme.admin),
      body: { email, role: 'TEAM_MEMBER' },
    });
    const token = new URL(invited.body.link).hash.replace(/^#(token=)?/, '');
    const accept = (chosen: string) =>
      acme.send('POST', '/api/v1/auth/invitation/accept', {
        body: { token, name: 'Grace Hopper', password: chosen },
      });
    for (const chosen of [email, 'Grace Hopper', 'acme corporation ltd', '123456789012'])
      expectError(await accept(chosen), 400, 'validation_failed');
    expect((await accept('a ship in port is safe')).status).toBe(200);
  });
});
