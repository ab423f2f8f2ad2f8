import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** More than one organization's passwords that wait: see src/credentials/hash-turns.ts. */
const flood = 300;

describe('a flood of sign-ins', () => {
  let acme: Acme;
  let olga: string;
  beforeAll(async () => {
    acme = await createAcme();
    await acme.createOrganization('other');
    olga = (await acme.createMember('other', 'olga@other.test', 'ADMIN')).email;
    // Hashes the password that is compared for unknown members.
    await signIn('acme-corp', 'nobody@acme.test', '10.9.9.9');
  });
  afterAll(() => acme.close());

  const signIn = (at: string, email: string, address: string) =>
    acme.send('POST', '/api/v1/auth/login', { at, address, body: { email, password: 'a wrong passphrase' } });

  it('is refused at once where it is too much, and delays neither hot requests nor others who sign in', async () => {
    const order: string[] = [];
    const noting = async <T>(name: (value: T) => string, value: Promise<T>): Promise<T> => {
      order.push(name(await value));
      return value;
    };
    // Each from an address of its own, with another email: no limit on attempts applies.
    const flooding = Array.from({ length: flood }, (_, index) =>
      noting(
        ({ status }) => (status === 503 ? 'refused' : 'admitted'),
        signIn('acme-corp', `nobody${index}@acme.test`, `10.0.${index >> 8}.${index & 255}`),
      ),
    );
    const hot = noting(() => 'hot', acme.send('GET', '/api/v1/me', { token: acme.adminToken }));
    const other = noting(() => 'other', signIn('other', olga, '10.1.0.1'));
    expect((await hot).status).toBe(200);
    expectError(await other, 401, 'invalid_credentials');
    const answers = await Promise.all(flooding);
    const refused = answers.filter(({ status }) => status !== 401);
    expect(refused.length).toBeGreaterThan(flood / 3);
    for (const answer of refused) {
      expectError(answer, 503, 'unavailable');
      expect(answer.headers['retry-after']).toBe('2');
    }
    const admittedBefore = (name: string) =>
      order.slice(0, order.lastIndexOf(name)).filter((one) => one === 'admitted').length;
    const admitted = flood - refused.length;
    expect(admitted).toBeGreaterThan(60);
    for (const name of ['hot', 'refused', 'other'])
      expect([name, admittedBefore(name) < admitted / 2]).toEqual([name, true]);
  });
});
