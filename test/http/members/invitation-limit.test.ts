import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/invitations';
let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const bulk = (emails: readonly string[]) =>
  acme.send('POST', `${path}/bulk`, { token: acme.adminToken, body: { emails, role: 'CUSTOMER' } });
const people = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => `${name}${index}@people.test`);
const total = async () => (await acme.send('GET', path, { token: acme.adminToken })).body.total;

describe('invitations of an organization in one minute', () => {
  it('are 200, also by several requests, and a refused request invites nobody', async () => {
    expect((await bulk(people(100, 'a'))).status).toBe(200);
    // Only who is invited counts.
    for (let again = 0; again < 3; again += 1)
      expect((await bulk([...people(99, 'a'), 'nobody'])).status).toBe(200);
    expect((await bulk(people(90, 'b'))).status).toBe(200);
    const refused = await bulk(people(11, 'c'));
    expectError(refused, 429, 'rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await total()).toBe(190);
    expect((await bulk(people(9, 'c'))).status).toBe(200);
    const one = (email: string) =>
      acme.send('POST', path, { token: acme.adminToken, body: { email, role: 'CUSTOMER' } });
    const { status, body } = await one('last@people.test');
    expect(status).toBe(201);
    expectError(await one('late@people.test'), 429, 'rate_limited');
    // Each new link is another message.
    const cookie = await acme.signIn(acme.admin);
    expectError(await acme.send('POST', `${path}/${body.id}/link`, { cookie }), 429, 'rate_limited');
    expect(await total()).toBe(200);
  });

  it('do not count for another organization', async () => {
    await acme.createOrganization('globex');
    const admin = await acme.createMember('globex', 'gil@globex.test', 'ADMIN');
    const call = { at: 'globex', token: await acme.createToken(admin) };
    const body = { email: 'first@people.test', role: 'CUSTOMER' };
    expect((await acme.send('POST', path, { ...call, body })).status).toBe(201);
  });
});
