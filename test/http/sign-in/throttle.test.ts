import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { createAcme, password } from '../../support/world.ts';

describe('the sign-in throttle', () => {
  it('allows 5 attempts a minute for one account from one address, then rejects any password', async () => {
    const acme = await createAcme();
    const attempt = (email: string, guess: string) =>
      acme.send('POST', '/api/v1/auth/login', { body: { email, password: guess } });
    for (let count = 0; count < 5; count += 1) {
      expectError(await attempt(acme.admin.email, `guess ${count}`), 401, 'invalid_credentials');
    }
    const refused = await attempt('ADA@acme.test', password);
    expectError(refused, 429, 'rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await attempt(acme.teamMember.email, password)).status).toBe(200);
    await acme.close();
  });

  it('counts concurrent attempts', async () => {
    const acme = await createAcme();
    const body = { email: acme.admin.email, password: 'a guess' };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => acme.send('POST', '/api/v1/auth/login', { body })),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(7);
    await acme.close();
  });

  it('allows 30 failures a minute from one address across all accounts', async () => {
    const acme = await createAcme();
    const answers = [];
    for (let count = 0; count < 31; count += 1) {
      const body = { email: `nobody${count}@acme.test`, password: 'a guess' };
      answers.push(acme.send('POST', '/api/v1/auth/login', { body }));
    }
    const statuses = (await Promise.all(answers)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    await acme.close();
  });

  it('does not count successful sign-ins', async () => {
    const acme = await createAcme();
    for (let count = 0; count < 8; count += 1) await acme.signIn(acme.admin);
    expect(await acme.signIn(acme.admin)).toMatch(/^spedy_session=/);
    await acme.close();
  });

  it('counts an IPv6 /64 network as one address', async () => {
    const acme = await createAcme({ trustProxy: ['127.0.0.1'] });
    const attemptFrom = (address: string) =>
      acme.send('POST', '/api/v1/auth/login', {
        body: { email: acme.admin.email, password: 'a guess' },
        headers: { 'x-forwarded-for': address },
      });
    for (let count = 1; count <= 5; count += 1) {
      expectError(await attemptFrom(`2001:db8:1:2::${count}`), 401, 'invalid_credentials');
    }
    expectError(await attemptFrom('2001:db8:1:2:ffff::6'), 429, 'rate_limited');
    expectError(await attemptFrom('2001:db8:1:3::1'), 401, 'invalid_credentials');
    await acme.close();
  });

  it('allows an IPv6 /48 site four times the failures of one network', async () => {
    const acme = await createAcme({ trustProxy: ['127.0.0.1'] });
    const attemptFrom = (address: string, email: string) =>
      acme.send('POST', '/api/v1/auth/login', {
        body: { email, password: 'a guess' },
        headers: { 'x-forwarded-for': address },
      });
    const statuses: number[] = [];
    // Not all at once: on a busy machine some would wait too long and get 503.
    while (statuses.length < 121) {
      const batch = Array.from({ length: 11 }, (_, index) => statuses.length + index);
      const answers = batch.map((n) => attemptFrom(`2001:db8:1:${n}::1`, `nobody${n}@acme.test`));
      for (const { status } of await Promise.all(answers)) statuses.push(status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(120);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect((await attemptFrom('2001:db8:2::1', 'nobody@acme.test')).status).toBe(401);
    await acme.close();
  });

  it('counts the failures of an address separately for each organization', async () => {
    const acme = await createAcme();
    await acme.createOrganization('globex');
    const hank = await acme.createMember('globex', 'hank@globex.test', 'ADMIN');
    const guesses = Array.from({ length: 31 }, (_, count) =>
      acme.send('POST', '/api/v1/auth/login', {
        body: { email: `nobody${count}@acme.test`, password: 'a guess' },
      }),
    );
    const invitations = Array.from({ length: 31 }, () =>
      acme.send('POST', '/api/v1/auth/invitation', { body: { token: 'a guess' } }),
    );
    for (const answers of [await Promise.all(guesses), await Promise.all(invitations)])
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    expect((await acme.signIn(hank)).length).toBeGreaterThan(0);
    const elsewhere = { at: 'globex', body: { token: 'a guess' } };
    expect((await acme.send('POST', '/api/v1/auth/invitation', elsewhere)).status).toBe(404);
    await acme.close();
  });
});
