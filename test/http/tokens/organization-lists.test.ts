import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

let acme: Acme;
let cookie: string;
let tom: Member;
let zoe: Member;
const at = 'lists';
const path = '/api/v1/organization/tokens';

/** Tokens are created a day apart, in this order, and the even ones are used on their third day. */
const made = [
  { name: 'Deploy to production', owner: 'tom', expiresIn: 40 },
  { name: 'Éclair backup', owner: 'zoe', expiresIn: null },
  { name: 'deploy staging', owner: 'zoe', expiresIn: 100 },
  { name: '東京バックアップ', owner: 'tom', expiresIn: null },
  { name: 'Analytics', owner: 'tom', expiresIn: 20 },
] as const;

beforeAll(async () => {
  acme = await createAcme();
  await acme.createOrganization(at);
  const admin = await acme.createMember(at, 'ada@lists.test', 'ADMIN');
  tom = await acme.createMember(at, 'tom.smith@lists.test', 'TEAM_MEMBER');
  zoe = await acme.createMember(at, 'zoe@lists.test', 'TEAM_MEMBER');
  const secrets: string[] = [];
  for (const { name, owner, expiresIn } of made) {
    const expiresAt = expiresIn === null ? null : acme.clock.in(expiresIn * day);
    secrets.push(await acme.createToken(owner === 'tom' ? tom : zoe, { name, expiresAt }));
    acme.clock.advance(day);
  }
  for (const index of [0, 2, 4]) {
    await acme.send('GET', '/api/v1/me', { at, token: secrets[index] ?? '' });
    acme.clock.advance(day);
  }
  await acme.app.lastUse.flush(true);
  cookie = await acme.signIn(admin);
});
afterAll(() => acme.close());

type Item = { readonly id: string; readonly name: string; readonly hint: string; readonly state: string };
const list = (query = '') => acme.send('GET', `${path}?${query}`, { at, cookie });
const names = async (query: string) => {
  const { status, body } = await list(query);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.map(({ name }: Item) => name);
};
const [production, eclair, staging, tokyo, analytics] = made.map(({ name }) => name);

describe("the organization's tokens", () => {
  it.each([
    ['createdAt', [production, eclair, staging, tokyo, analytics]],
    ['-createdAt', [analytics, tokyo, staging, eclair, production]],
    ['name', [analytics, staging, production, eclair, tokyo]],
    ['-name', [tokyo, eclair, production, staging, analytics]],
    ['lastUsedAt', [eclair, tokyo, production, staging, analytics]],
    ['-lastUsedAt', [analytics, staging, production, tokyo, eclair]],
    ['expiresAt', [analytics, production, staging, eclair, tokyo]],
    ['-expiresAt', [tokyo, eclair, staging, production, analytics]],
  ])('come sorted by %s, on one page and by cursor', async (sort, expected) => {
    expect(await names(`sort=${sort}`)).toEqual(expected);
    const found: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await list(`sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
      expect(body.total).toBe(made.length);
      found.push(...body.data.map(({ name }: Item) => name));
      cursor = body.nextCursor;
    }
    expect(found).toEqual(expected);
  });

  it.each([
    ['deploy', [staging, production]],
    ['DEPLOY stag', [staging]],
    ['eclair', [eclair]],
    ['éclair', [eclair]],
    ['バック', [tokyo]],
    ['tom', [analytics, tokyo, production]],
    ['smith deploy', [production]],
    ['zoe@lists.test', [staging, eclair]],
    ['ploy', []],
    ['%', []],
    ['nothing', []],
  ])('are found by %s', async (search, expected) => {
    expect(await names(`search=${encodeURIComponent(search)}`)).toEqual(expected);
  });

  it('are found by the last four characters, with an ellipsis or without', async () => {
    const { data } = (await list()).body as { data: Item[] };
    for (const { id, hint } of data)
      for (const search of [hint, `…${hint}`, `...${hint}`]) {
        const { body } = await list(`search=${encodeURIComponent(search)}`);
        expect(body.data.map((item: Item) => item.id)).toContain(id);
      }
  });

  it('are found by their new name and no more by the old one', async () => {
    const [{ id }] = (await list('search=analytics')).body.data;
    const token = await acme.createToken(tom, { name: 'Temporary' });
    const rename = (name: string) =>
      acme.send('PATCH', `/api/v1/me/tokens/${id}`, { at, token, body: { name } });
    await rename('Statistics');
    expect([await names('search=analytics'), await names('search=stati')]).toEqual([[], ['Statistics']]);
    expect((await names('sort=-name'))[1]).toBe('Temporary');
    await rename(analytics ?? '');
    const [{ id: temporary }] = (await list('search=temporary')).body.data;
    await acme.send('DELETE', `${path}/${temporary}`, { at, cookie });
    expect(await names('search=temporary')).toEqual([]);
    expect(await names('search=temporary&state=inactive')).toEqual(['Temporary']);
  });

  it.each([
    ['state=expiring', [analytics]],
    ['state=expiring&expiringWithinDays=60', [analytics, production]],
    ['state=expiring&expiringWithinDays=60&sort=-createdAt', [analytics, production]],
    ['state=expiring&expiringWithinDays=3650&sort=name', [analytics, staging, production]],
    ['state=unused', []],
    ['state=unused&unusedForDays=6', [eclair]],
    ['unusedForDays=4&sort=-name', [tokyo, eclair]],
    ['expiry=none', [tokyo, eclair]],
    ['expiry=none&sort=createdAt', [eclair, tokyo]],
    ['expiry=set&search=deploy', [production, staging]],
    ['state=active&search=deploy&sort=name&limit=1', [staging]],
    ['state=paused', []],
  ])('can be filtered: %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('can be filtered and sorted for one member', async () => {
    expect(await names(`userId=${tom.id}&sort=name`)).toEqual([analytics, production, tokyo]);
    expect(await names(`userId=${tom.id}&search=deploy`)).toEqual([production]);
    expect(await names(`userId=${zoe.id}&search=analytics`)).toEqual([]);
  });

  it('say what pauses them', async () => {
    const state = (value: string, id = zoe.id) =>
      acme.send('PATCH', `/api/v1/users/${id}`, { at, cookie, body: { state: value } });
    await state('deactivated');
    const { data } = (await list('state=paused&sort=name')).body;
    expect(data.map(({ name }: Item) => name)).toEqual([staging, eclair]);
    expect(data[0]).toMatchObject({ state: 'paused', pausedBy: 'member', inactive: null });
    expect(await names('state=paused&search=deploy')).toEqual([staging]);
    await state('active');
    await acme.setPlan(at, 'canceled');
    const all = (await list('state=paused')).body;
    expect(all).toMatchObject({ total: 5, data: [{ state: 'paused', pausedBy: 'plan' }, {}, {}, {}, {}] });
    await acme.setPlan(at, 'pro');
    expect((await list()).body.data[0]).toMatchObject({ state: 'active', pausedBy: null, description: null });
  });

  it('that are inactive come last ended first, with the reason and the owner', async () => {
    const [one, other] = [
      await acme.createToken(tom, { name: 'Ends first', expiresAt: acme.clock.in(1000) }),
      await acme.createToken(zoe, { name: 'Ends last' }),
    ];
    acme.clock.advance(2000);
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [one, other] } });
    const { data } = (await list('state=inactive&limit=2')).body;
    expect(data).toMatchObject([
      { name: 'Ends last', owner: { id: zoe.id }, state: 'inactive', inactive: { reason: 'leaked' } },
      { name: 'Ends first', owner: { id: tom.id }, state: 'inactive', inactive: { reason: 'expired' } },
    ]);
    expect(await names(`state=inactive&userId=${tom.id}&search=ends`)).toEqual(['Ends first']);
    expect(await names('state=inactive&search=zoe')).toEqual(['Ends last']);
    const first = (await list('state=inactive&search=ends&limit=1')).body;
    expect(first).toMatchObject({ total: 2, data: [{ name: 'Ends last' }] });
    const rest = (await list(`state=inactive&search=ends&limit=1&cursor=${first.nextCursor}`)).body;
    expect(rest.data).toMatchObject([{ name: 'Ends first' }]);
    expect(await names('search=ends')).toEqual([]);
  });

  it.each([
    'sort=hint',
    'state=all',
    'state=inactive&sort=name',
    'state=inactive&unusedForDays=3',
    'state=inactive&expiry=none',
    'search=',
    `search=${'x'.repeat(201)}`,
    'cursor=x',
  ])('reject %s', async (query) => {
    expectError(await list(query), 400, 'validation_failed');
  });

  it("contain nothing of another organization's, whatever is searched", async () => {
    for (const query of ['search=ada', 'search=ci', 'state=inactive&search=ci', 'search=acme.test'])
      expect(await names(query)).toEqual([]);
  });
});
