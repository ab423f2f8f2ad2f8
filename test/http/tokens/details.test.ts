import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  await acme.createBoard('acme-corp', 'WEB', [acme.teamMember]);
});
afterAll(() => acme.close());

const own = '/api/v1/me/tokens';
const all = '/api/v1/organization/tokens';
async function create(request: object = {}, token = acme.teamMemberToken) {
  return (await acme.send('POST', own, { token, body: { name: 'Deploy', ...request } })).body;
}
const details = async (id: string, token = acme.teamMemberToken) =>
  (await acme.send('GET', `${own}/${id}/details`, { token })).body;
/** Uses a token from addresses, one after the other, and writes that. */
async function use(token: string, addresses: readonly string[], path = '/api/v1/boards') {
  for (const address of addresses) {
    await acme.send('GET', path, { token, address });
    acme.clock.advance(1000);
  }
  await acme.app.lastUse.flush(true);
}

describe('the details of a token', () => {
  it('are the same for its member and for an administrator', async () => {
    const { token: secret, ...token } = await create({
      description: 'CI',
      scopes: ['tickets:read', 'tickets:write'],
    });
    const { id, name, email } = { id: acme.teamMember.id, name: 'tim', email: 'tim@acme.test' };
    const creating = (await acme.send('GET', '/api/v1/me', { token: acme.teamMemberToken })).body
      .authentication;
    const found = await details(token.id);
    expect(found).toEqual({
      ...token,
      owner: { id, name, email },
      state: 'active',
      pausedBy: null,
      inactive: null,
      createdWith: { kind: 'token', id: creating.tokenId, name: 'CI Pipeline' },
      predecessorId: null,
      addresses: [],
      scopesUsed: [],
      scopesUnused: ['tickets:read', 'tickets:write'],
      usage: { days: expect.any(Array), counts: Array(90).fill(0) },
    });
    expect(found.usage.days.at(-1)).toBe(acme.clock.in(0).slice(0, 10));
    expect((await acme.send('GET', `${all}/${token.id}`, { token: acme.adminToken })).body).toEqual(found);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('name what it was created with', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    const { body } = await acme.send('POST', own, { cookie, body: { name: 'By session' } });
    expect((await details(body.id)).createdWith).toEqual({
      kind: 'session',
      id: expect.stringMatching(/^ses_/),
      name: null,
    });
    const byOperator = await acme.createToken(acme.teamMember, { name: 'By operator' });
    const { tokens } = (await acme.send('GET', own, { token: byOperator })).body;
    expect((await details(tokens[0].id)).createdWith).toBeNull();
  });

  it('name the token that it replaced, and the one that replaced it', async () => {
    const old = await create();
    const next = await acme.send('POST', `${own}/${old.id}/rotate`, { token: acme.teamMemberToken });
    expect(await details(next.body.id)).toMatchObject({ predecessorId: old.id });
    expect(await details(old.id)).toMatchObject({
      state: 'inactive',
      inactive: { reason: 'replaced', successorId: next.body.id },
    });
  });

  it('have the last five addresses, newest first, also of several processes', async () => {
    const { id, token } = await create();
    const [one, two, three, four, five, six] = [1, 2, 3, 4, 5, 6].map((last) => `192.0.2.${last}`) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    await use(token, [one, two]);
    await use(token, [three, '2001:db8::7', one]);
    const shown = async () =>
      (await details(id)).addresses.map(({ address }: { address: string }) => address);
    expect(await shown()).toEqual([one, '2001:db8::7', three, two]);
    await use(token, [four, five, six]);
    expect(await shown()).toEqual([six, five, four, one, '2001:db8::7']);
    await use(token, [five]);
    const { addresses } = await details(id);
    expect(addresses[0]).toEqual({ address: five, lastUsedAt: acme.clock.in(-1000) });
    expect(addresses).toHaveLength(5);
  });

  it('keep five of many addresses that come at once', async () => {
    const { id, token } = await create();
    await use(
      token,
      Array.from({ length: 12 }, (_, index) => `198.51.100.${index}`),
    );
    const shown = (await details(id)).addresses.map(({ address }: { address: string }) => address);
    expect(shown).toEqual(['198.51.100.11', '198.51.100.10', '198.51.100.9', '198.51.100.8', '198.51.100.7']);
    const stored = acme.db.selectFrom('token_addresses').select('address').where('token_id', '=', id);
    expect(await stored.execute()).toHaveLength(5);
  });

  it('do not take an address from a header that no proxy is trusted to set', async () => {
    const { id, token } = await create();
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    await acme.send('GET', '/api/v1/boards', { token, headers, address: '192.0.2.1' });
    await acme.app.lastUse.flush(true);
    expect((await details(id)).addresses).toMatchObject([{ address: '192.0.2.1' }]);
  });

  it('take the address from a trusted proxy', async () => {
    const proxied = await createAcme({ trustProxy: ['127.0.0.1'] });
    for (const client of ['203.0.113.1', '203.0.113.2'])
      await proxied.send('GET', '/api/v1/me', {
        token: proxied.adminToken,
        headers: { 'x-forwarded-for': client },
        address: '127.0.0.1',
      });
    await proxied.app.lastUse.flush(true);
    const { tokens } = (await proxied.send('GET', own, { token: proxied.adminToken })).body;
    const { body } = await proxied.send('GET', `${own}/${tokens[0].id}/details`, {
      token: proxied.adminToken,
    });
    expect(body.addresses.map(({ address }: { address: string }) => address)).toEqual([
      '203.0.113.2',
      '203.0.113.1',
    ]);
    await proxied.close();
  });

  it('say which scopes it used and when, and which not, also at /mcp', async () => {
    const { id, token } = await create();
    await use(token, ['192.0.2.1']);
    const first = acme.clock.in(0).slice(0, 10);
    acme.clock.advance(day);
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call' };
    const params = { name: 'create_ticket', arguments: { board: 'WEB', title: 'From a tool' } };
    const answer = await acme.send('POST', '/mcp', { token, body: { ...call, params } });
    expect(answer.status).toBe(200);
    await use(token, ['192.0.2.1'], '/api/v1/me');
    const found = await details(id);
    expect(found.scopesUsed).toEqual([
      { scope: 'tickets:read', lastUsedOn: first },
      { scope: 'tickets:write', lastUsedOn: acme.clock.in(0).slice(0, 10) },
    ]);
    expect(found.scopesUnused).toEqual(['profile:read', 'tokens:write', 'organization:write']);
    expect(found.usage.counts.slice(-2)).toEqual([1, 2]);
    acme.clock.advance(90 * day);
    expect(await details(id)).toMatchObject({ scopesUsed: [] });
  });

  it('say what pauses it', async () => {
    await acme.createOrganization('paused');
    const admin = await acme.createMember('paused', 'ada@paused.test', 'ADMIN');
    const member = await acme.createMember('paused', 'pia@paused.test', 'TEAM_MEMBER');
    const cookie = await acme.signIn(admin);
    await acme.createToken(member);
    const send = (method: string, path: string, body?: object) =>
      acme.send(method, path, { at: 'paused', cookie, ...(body && { body }) });
    const [{ id }] = (await send('GET', all)).body.data;
    const state = async () => {
      const { state, pausedBy } = (await send('GET', `${all}/${id}`)).body;
      return [state, pausedBy];
    };
    expect(await state()).toEqual(['active', null]);
    await send('PATCH', `/api/v1/users/${member.id}`, { state: 'deactivated' });
    expect(await state()).toEqual(['paused', 'member']);
    await acme.setPolicy('paused', { patsEnabled: false });
    expect(await state()).toEqual(['paused', 'policy']);
    await acme.setPlan('paused', 'canceled');
    expect(await state()).toEqual(['paused', 'plan']);
    await send('DELETE', `/api/v1/users/${member.id}`);
    expect(await state()).toEqual(['inactive', null]);
    await acme.app.sweep();
    expect((await send('GET', `${all}/${id}`)).body.inactive).toMatchObject({ reason: 'member_removed' });
  });

  it('are kept for 90 days after its end', async () => {
    const { id } = await create();
    await acme.send('DELETE', `${own}/${id}`, { token: acme.teamMemberToken });
    acme.clock.advance(90 * day - 1);
    expect(await details(id)).toMatchObject({ state: 'inactive', inactive: { reason: 'revoked' } });
    acme.clock.advance(1);
    expectError(
      await acme.send('GET', `${own}/${id}/details`, { token: acme.teamMemberToken }),
      404,
      'not_found',
    );
  });
});

describe('the history of a token', () => {
  it('is what happened to it, newest first, in pages', async () => {
    const { id } = await create();
    await acme.send('PATCH', `${own}/${id}`, { token: acme.teamMemberToken, body: { name: 'New' } });
    acme.clock.advance(minute);
    await acme.send('DELETE', `${all}/${id}`, { token: acme.adminToken, address: '192.0.2.99' });
    const read = async (path: string, token: string) => (await acme.send('GET', path, { token })).body;
    const everything = await read(`${all}/${id}/history`, acme.adminToken);
    expect(everything.data.map(({ action }: { action: string }) => action)).toEqual([
      'token.revoked',
      'token.changed',
      'token.created',
    ]);
    expect(everything.data[0]).toEqual({
      id: expect.stringMatching(/^aud_/),
      at: acme.clock.in(0),
      action: 'token.revoked',
      actor: { kind: 'member', id: acme.admin.id, name: 'ada', email: 'ada@acme.test' },
      credential: { kind: 'pat', id: expect.stringMatching(/^tok_/) },
      address: '192.0.2.99',
      details: { name: 'New', userId: acme.teamMember.id },
    });
    const first = await read(`${all}/${id}/history?limit=2`, acme.adminToken);
    const rest = await read(`${all}/${id}/history?limit=2&cursor=${first.nextCursor}`, acme.adminToken);
    expect([...first.data, ...rest.data]).toEqual(everything.data);
  });

  it('shows a member who acted, but not from where others did', async () => {
    const { id } = await create();
    await acme.send('DELETE', `${all}/${id}`, { token: acme.adminToken });
    const { data } = (await acme.send('GET', `${own}/${id}/history`, { token: acme.teamMemberToken })).body;
    expect(data).toMatchObject([
      { actor: { name: 'ada', email: null }, credential: null, address: null },
      { actor: { name: 'tim', email: 'tim@acme.test' }, credential: { kind: 'pat' }, address: '127.0.0.1' },
    ]);
  });
});

describe("someone else's token", () => {
  it('does not exist, whoever asks', async () => {
    const { id } = await create();
    await acme.createOrganization('globex');
    const other = await acme.createMember('globex', 'gil@globex.test', 'ADMIN');
    const foreign = await acme.createToken(other);
    for (const path of ['/details', '/history']) {
      for (const token of [acme.customerToken, acme.adminToken])
        expectError(await acme.send('GET', `${own}/${id}${path}`, { token }), 404, 'not_found');
    }
    for (const path of [`${all}/${id}`, `${all}/${id}/history`]) {
      expectError(await acme.send('GET', path, { at: 'globex', token: foreign }), 404, 'not_found');
      expectError(await acme.send('GET', path, { token: acme.teamMemberToken }), 403, 'forbidden');
    }
    for (const path of [`${own}/nothing/details`, `${own}/tok_00000000000000000000000/history`])
      expectError(await acme.send('GET', path, { token: acme.teamMemberToken }), 404, 'not_found');
    const reader = await acme.createToken(acme.admin, { scopes: ['tickets:read', 'tokens:write'] });
    expectError(await acme.send('GET', `${all}/${id}`, { token: reader }), 403, 'insufficient_scope');
  });
});
