import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const sessions = '/api/v1/me/sessions';
const current = async (cookie: string) => {
  const { data } = (await acme.send('GET', sessions, { cookie })).body;
  return data.find((session: { current: boolean }) => session.current).id as string;
};

describe('ending a session', () => {
  it.each([
    ['signing out', 'POST', () => '/api/v1/auth/logout'],
    ['signing out everywhere', 'DELETE', () => sessions],
    ['ending this session in the list', 'DELETE', (id: string) => `${sessions}/${id}`],
  ])('by %s clears the cookie and the browser cache', async (_what, method, pathOf) => {
    const cookie = await acme.signIn(acme.teamMember);
    const answer = await acme.send(method, pathOf(await current(cookie)), { cookie });
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']).toMatch(/^spedy_session=; .*Expires=Thu, 01 Jan 1970/);
    // "cookies" would sign out of all organizations on the domain.
    expect(answer.headers['clear-site-data']).toBe('"cache"');
    expectError(await acme.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
  });

  it('clears nothing when it is another session', async () => {
    const [cookie, other] = [await acme.signIn(acme.teamMember), await acme.signIn(acme.teamMember)];
    const answer = await acme.send('DELETE', `${sessions}/${await current(other)}`, { cookie });
    expect(answer.status).toBe(204);
    expect(answer.headers).not.toHaveProperty('clear-site-data');
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });
});
