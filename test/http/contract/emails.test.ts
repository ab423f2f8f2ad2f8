import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const signIn = (email: string) =>
  acme.send('POST', '/api/v1/auth/login', { at: 'acme-corp', body: { email, password } });
const invite = async (email: string) =>
  acme.send('POST', '/api/v1/organization/invitations', {
    cookie: await acme.signIn(acme.admin),
    body: { email, role: 'CUSTOMER' },
  });

describe('an email', () => {
  it('identifies one account in any case and Unicode normalization', async () => {
    const jose = await acme.createMember('acme-corp', 'Jose\u0301@acme.test', 'CUSTOMER');
    for (const typed of ['jos\u00e9@acme.test', 'JOSE\u0301@ACME.TEST', ' Jos\u00c9@acme.test ']) {
      const answer = await signIn(typed);
      expect([answer.status, answer.body.user]).toMatchObject([
        200,
        { id: jose.id, email: 'Jos\u00e9@acme.test' },
      ]);
    }
    expectError(await invite('JOS\u00c9@acme.test'), 409, 'already_exists');
  });

  it('identifies one account when upper case has other letters', async () => {
    const member = await acme.createMember('acme-corp', 'straße@acme.test', 'CUSTOMER');
    expect((await signIn('STRASSE@ACME.TEST')).body.user?.id).toBe(member.id);
    expectError(await invite('strasse@acme.test'), 409, 'already_exists');
  });

  it('identifies another account when letters only look similar', async () => {
    await acme.createMember('acme-corp', 'mike@acme.test', 'CUSTOMER');
    expect((await invite('mıke@acme.test')).status).toBe(201);
    expectError(await signIn('mıke@acme.test'), 401, 'invalid_credentials');
  });

  it.each(['a\u200bda@acme.test', '\u202eada@acme.test', 'ada@acme\u00ad.test', 'a\u3164da@acme.test'])(
    'cannot contain invisible characters: %j',
    async (email) => {
      expectError(await invite(email), 400, 'validation_failed');
    },
  );
});
