import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offerSetup } from '../../../src/setup/link.ts';
import { expectError } from '../../support/client.ts';
import { createWorld, password, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const baseUrl = new URL('http://localhost:3000');
async function linkToken(): Promise<string> {
  const link = await offerSetup(world.db, baseUrl, world.clock.now());
  return new URL(link ?? '').searchParams.get('token') ?? '';
}
const organization = { slug: 'acme-corp', name: 'Acme Corp' };
const admin = { email: 'ada@acme.test', name: 'Ada', password };
const setUp = (body: unknown) => world.send('POST', '/api/v1/setup', { at: null, body });
const postForm = (fields: Record<string, string>) =>
  world.send('POST', '/setup', {
    at: null,
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

describe('the setup link', () => {
  it('creates the first organization and its administrator, once', async () => {
    const token = await linkToken();
    const answer = await setUp({ token, organization, admin });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      organization: { slug: 'acme-corp', plan: 'pro' },
      user: { email: admin.email, role: 'ADMIN' },
    });
    expect(
      (await world.send('POST', '/api/v1/auth/login', { body: { email: admin.email, password } })).status,
    ).toBe(200);
    expectError(
      await setUp({ token, organization: { ...organization, slug: 'other' }, admin }),
      404,
      'not_found',
    );
  });

  it('is neither offered nor accepted once an organization exists', async () => {
    const token = await linkToken();
    await world.createOrganization('globex');
    expectError(await setUp({ token, organization, admin }), 404, 'not_found');
    expect(await offerSetup(world.db, baseUrl, world.clock.now())).toBeNull();
  });

  it('remains valid after an invalid request', async () => {
    const token = await linkToken();
    for (const wrong of [
      { token, organization: { ...organization, slug: 'Not A Slug' }, admin },
      { token, organization: { ...organization, slug: 'www' }, admin },
      { token, organization: { ...organization, slug: 'xn--bcher-kva' }, admin },
      { token, organization: { ...organization, name: '\u200b' }, admin },
      { token, organization, admin: { ...admin, name: 'Ada \u202e' } },
      { token, organization, admin: { ...admin, password: 'short' } },
      { token, organization, admin: { ...admin, email: 'nobody' } },
      { token, organization: { slug: 'acme-corp' }, admin },
    ]) {
      expectError(await setUp(wrong), 400, 'validation_failed');
    }
    expect((await setUp({ token, organization, admin })).status).toBe(201);
  });

  it('works for one of five concurrent requests', async () => {
    const token = await linkToken();
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((slug) => setUp({ token, organization: { slug, name: slug }, admin })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404, 404, 404, 404]);
  });

  it.each(['', 'nonsense', `spedy_set_${'0'.repeat(38)}`])(
    'is rejected when its token is %j',
    async (token) => {
      await linkToken();
      expectError(await setUp({ token, organization, admin }), 404, 'not_found');
    },
  );
});

describe('the setup page', () => {
  it('shows a form without scripts, which creates the organization', async () => {
    const token = await linkToken();
    const page = await world.send('GET', `/setup?token=${token}`, { at: null });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.text).toContain('<form method="post" action="/setup">');
    const done = await postForm({
      token,
      name: 'Acme',
      slug: 'acme-corp',
      adminName: 'Ada',
      email: admin.email,
      password,
    });
    expect(done.status).toBe(201);
    expect(done.text).toContain('http://acme-corp.localhost:3000');
    expect((await world.send('GET', `/setup?token=${token}`, { at: null })).text).toContain(
      'This setup link does not work',
    );
  });

  it('shows errors and keeps the entered values except the password', async () => {
    const token = await linkToken();
    const page = await postForm({
      token,
      name: '<b>Acme</b>',
      slug: '-acme-',
      adminName: 'Ada',
      email: admin.email,
      password,
    });
    expect(page.status).toBe(400);
    expect(page.text).toContain('role="alert"');
    expect(page.text).toContain('value="&#60;b&#62;Acme&#60;/b&#62;"');
    expect(page.text).not.toContain(password);
  });

  it.each<[string, Record<string, string>, number]>([
    ['a page that hides its origin', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 201],
    ['its own page', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }, 201],
    ['a document without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
    ['an old browser that hides the origin', { origin: 'null' }, 403],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['another organization', { origin: 'http://evil.localhost:3000', 'sec-fetch-site': 'same-site' }, 403],
    [
      'a page whose headers contradict each other',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      403,
    ],
  ])('checks the origin of a form from %s', async (_what, headers, status) => {
    const fields = { name: 'Acme', slug: 'acme-corp', adminName: 'Ada', email: admin.email, password };
    const answer = await world.send('POST', '/setup', {
      at: null,
      body: new URLSearchParams({ ...fields, token: await linkToken() }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
    });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
  });

  it('is the only setup route that accepts a form', async () => {
    const answer = await world.send('POST', '/api/v1/setup', {
      at: null,
      body: 'token=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expectError(answer, 415, 'unsupported_media_type');
  });
});
