import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScimToken, type IdentityProvider, identityProvider, userSchema } from '../../support/scim.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
let idp: IdentityProvider;
let tokenId: string;
beforeAll(async () => {
  acme = await createAcme();
  const { token, id } = await createScimToken(acme);
  tokenId = id;
  idp = identityProvider(acme, token);
});
afterAll(() => acme.close());

/** Returns the newest audit events about a user, newest first. */
async function eventsOf(userId: string) {
  const path = `/api/v1/organization/audit-events?targetId=${userId}`;
  return (await acme.send('GET', path, { token: acme.adminToken })).body.data;
}

describe('creating a user', () => {
  it('adds a member with the role of the token and returns the user', async () => {
    const answer = await idp.send('POST', '/Users', {
      schemas: [userSchema, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
      externalId: '00u1',
      userName: 'Grace@Acme.test',
      name: { givenName: 'Grace', familyName: 'Hopper' },
      displayName: 'Grace Hopper',
      emails: [{ primary: true, type: 'work', value: 'grace@acme.test' }],
      active: true,
      title: 'Rear admiral',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Navy' },
    });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.headers['content-type']).toBe('application/scim+json; charset=utf-8');
    const { id, meta } = answer.body;
    expect(answer.body).toEqual({
      schemas: [userSchema],
      id: expect.stringMatching(/^usr_/),
      externalId: '00u1',
      userName: 'Grace@Acme.test',
      name: { formatted: 'Grace Hopper', givenName: 'Grace', familyName: 'Hopper' },
      displayName: 'Grace Hopper',
      emails: [{ value: 'grace@acme.test', type: 'work', primary: true }],
      active: true,
      roles: [{ value: 'TEAM_MEMBER', primary: true }],
      meta: {
        resourceType: 'User',
        created: expect.any(String),
        lastModified: expect.any(String),
        location: `http://acme-corp.localhost:3000/scim/v2/Users/${id}`,
        version: expect.stringMatching(/^W\/"/),
      },
    });
    expect(answer.headers).toMatchObject({ location: meta.location, etag: meta.version });
    expect((await idp.send('GET', `/Users/${id}`)).body).toEqual(answer.body);
    const member = await acme.send('GET', `/api/v1/users/${id}`, { token: acme.adminToken });
    expect(member.body).toMatchObject({
      email: 'grace@acme.test',
      name: 'Grace Hopper',
      role: 'TEAM_MEMBER',
      state: 'active',
    });
  });

  it('records the SCIM token as the actor', async () => {
    const { id } = await idp.create('actor@acme.test');
    expect((await eventsOf(id))[0]).toMatchObject({
      action: 'member.created',
      actor: { kind: 'scim', id: null },
      credential: { kind: 'scim', id: tokenId },
      details: { email: 'actor@acme.test', role: 'TEAM_MEMBER' },
    });
  });

  it('takes the role that the identity provider names, but never ADMIN', async () => {
    const customer = await idp.create('customer@acme.test', {
      roles: [{ value: 'customer', primary: 'True' }],
    });
    expect(customer.roles).toEqual([{ value: 'CUSTOMER', primary: true }]);
    const admin = await idp.send('POST', '/Users', { userName: 'root@acme.test', roles: ['ADMIN'] });
    expect(admin).toMatchObject({ status: 403, body: { status: '403', detail: expect.any(String) } });
    expect(await idp.find('userName eq "root@acme.test"')).toEqual([]);
  });

  it('accepts a userName that is no email if there is an email', async () => {
    const user = await idp.create('jdoe', {
      emails: [{ value: 'jane@acme.test' }],
      name: { givenName: 'Jane' },
    });
    expect(user).toMatchObject({
      userName: 'jdoe',
      displayName: 'Jane',
      emails: [{ value: 'jane@acme.test' }],
    });
    const without = await idp.send('POST', '/Users', { userName: 'no-email' });
    expect(without.status).toBe(400);
    expect(without.body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      scimType: 'invalidValue',
      detail: 'emails is required, because userName is not an email address.',
    });
  });

  it.each([
    [
      'the userName of a user, in another case',
      { userName: 'TAKEN@acme.test', emails: [{ value: 'x1@acme.test' }] },
    ],
    ['the email of a user', { userName: 'x2', emails: [{ value: 'taken@acme.test' }] }],
    ['the email of a member who was invited', { userName: 'Tim@acme.test' }],
    [
      'the email of such a member as userName',
      { userName: 'tim@acme.test', emails: [{ value: 'x3@acme.test' }] },
    ],
  ])('answers 409 uniqueness for %s', async (_what, body) => {
    const { body: found } = await idp.send('GET', '/Users?filter=userName%20eq%20%22taken@acme.test%22');
    if (found.totalResults === 0) await idp.create('taken@acme.test');
    const answer = await idp.send('POST', '/Users', body);
    expect(answer.status, answer.text).toBe(409);
    expect(answer.body).toMatchObject({ status: '409', scimType: 'uniqueness' });
  });

  it.each([
    [{}, 'invalidValue'],
    [{ userName: '' }, 'invalidValue'],
    [{ userName: 7 }, 'invalidValue'],
    [{ userName: 'a@acme.test', active: 'maybe' }, 'invalidValue'],
    [{ userName: 'a@acme.test', displayName: 'x'.repeat(101) }, 'invalidValue'],
    [{ userName: 'a@acme.test', name: 'Ada' }, 'invalidValue'],
    [{ userName: 'a@acme.test', roles: ['OWNER'] }, 'invalidValue'],
    [[], 'invalidValue'],
    ['{"userName":', 'invalidSyntax'],
  ])('rejects %j', async (body, scimType) => {
    const answer = await idp.send('POST', '/Users', body);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body).toMatchObject({ status: '400', scimType, detail: expect.stringMatching(/\S/) });
  });
});

describe('replacing a user', () => {
  it('stores what the request names, removes other names, and keeps email, role and state', async () => {
    const { id } = await idp.create('kate@acme.test', {
      externalId: '17',
      displayName: 'Kate J.',
      name: { givenName: 'Kate', familyName: 'Johnson' },
      roles: ['CUSTOMER'],
    });
    const answer = await idp.send('PUT', `/Users/${id}`, {
      schemas: [userSchema],
      id,
      userName: 'kate@acme.test',
      name: { givenName: 'Katherine', familyName: 'Johnson' },
    });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({
      displayName: 'Katherine Johnson',
      emails: [{ value: 'kate@acme.test' }],
      active: true,
      roles: [{ value: 'CUSTOMER' }],
    });
    expect(answer.body).not.toHaveProperty('externalId');
    expect((await eventsOf(id)).map(({ action }: { action: string }) => action)).toEqual([
      'member.changed',
      'member.changed',
      'member.created',
    ]);
  });

  it('changes the email of a member who is not an administrator', async () => {
    const { id } = await idp.create('old@acme.test');
    const body = { userName: 'new@acme.test', emails: [{ value: 'new@acme.test', type: 'work' }] };
    expect((await idp.send('PUT', `/Users/${id}`, body)).status).toBe(200);
    expect((await acme.send('GET', `/api/v1/users/${id}`, { token: acme.adminToken })).body.email).toBe(
      'new@acme.test',
    );
    const takeover = { userName: acme.admin.email, emails: [{ value: 'attacker@evil.test' }] };
    expect(await idp.send('PUT', `/Users/${acme.admin.id}`, takeover)).toMatchObject({ status: 403 });
  });
});

describe('a version', () => {
  it('changes with the user and protects against lost updates', async () => {
    const { id, meta } = await idp.create('version@acme.test');
    const get = (known: string) => idp.send('GET', `/Users/${id}`, undefined, { 'if-none-match': known });
    expect((await get(meta.version)).status).toBe(304);
    const rename = [{ op: 'replace', path: 'displayName', value: 'Renamed' }];
    const changed = await idp.patch(id, rename, { 'if-match': meta.version });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.headers.etag).not.toBe(meta.version);
    expect((await get(meta.version)).status).toBe(200);
    const stale = { 'if-match': meta.version };
    for (const answer of [
      await idp.patch(id, rename, stale),
      await idp.send('PUT', `/Users/${id}`, { userName: 'version@acme.test' }, stale),
      await idp.send('DELETE', `/Users/${id}`, undefined, stale),
    ])
      expect(answer).toMatchObject({ status: 412, body: { status: '412' } });
    const current = { 'if-match': `"other", ${changed.body.meta.version}` };
    expect((await idp.send('DELETE', `/Users/${id}`, undefined, current)).status).toBe(204);
  });

  it('changes when an administrator changes the member', async () => {
    const { id, meta } = await idp.create('both@acme.test');
    acme.clock.advance(1_000);
    const body = { name: 'Changed elsewhere' };
    await acme.send('PATCH', `/api/v1/users/${id}`, { token: acme.adminToken, body });
    const { body: user } = await idp.send('GET', `/Users/${id}`);
    expect(user.displayName).toBe('Changed elsewhere');
    expect(user.meta.version).not.toBe(meta.version);
    expect(Date.parse(user.meta.lastModified)).toBe(Date.parse(meta.created) + 1_000);
  });
});

describe('deleting a user', () => {
  it('removes the member, whose names another user can have then', async () => {
    const { id } = await idp.create('gone@acme.test', { externalId: 'x' });
    expect((await idp.send('DELETE', `/Users/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE'])
      expect(await idp.send(method, `/Users/${id}`)).toMatchObject({ status: 404, body: { status: '404' } });
    expect((await eventsOf(id))[0]).toMatchObject({ action: 'member.removed', actor: { kind: 'scim' } });
    expect((await idp.create('gone@acme.test')).id).not.toBe(id);
  });

  it.each(['usr_1', 'nobody', 'usr_00000000000000000000000'])('answers 404 for %s', async (id) => {
    expect(await idp.send('GET', `/Users/${id}`)).toMatchObject({ status: 404 });
    expect(await idp.patch(id, [{ op: 'replace', path: 'active', value: false }])).toMatchObject({
      status: 404,
    });
  });
});

describe('attributes', () => {
  it('are reduced to those of the request', async () => {
    const { id } = await idp.create('few@acme.test', { name: { givenName: 'Few', familyName: 'More' } });
    const get = async (query: string) => (await idp.send('GET', `/Users/${id}?${query}`)).body;
    expect(await get('attributes=userName,name.familyName')).toEqual({
      schemas: [userSchema],
      id,
      userName: 'few@acme.test',
      name: { familyName: 'More' },
    });
    expect(await get(`attributes=${userSchema}:EMAILS`)).toEqual({
      schemas: [userSchema],
      id,
      emails: [{ value: 'few@acme.test', type: 'work', primary: true }],
    });
    expect(Object.keys(await get('excludedAttributes=meta,roles,name.givenName,id'))).toEqual([
      'schemas',
      'id',
      'userName',
      'name',
      'displayName',
      'emails',
      'active',
    ]);
  });
});
