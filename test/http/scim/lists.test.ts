import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScimToken, type IdentityProvider, identityProvider } from '../../support/scim.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
let idp: IdentityProvider;
/** When the second user was created. */
let later: string;
let firstId: string;
beforeAll(async () => {
  acme = await createAcme();
  idp = identityProvider(acme, (await createScimToken(acme)).token);
  acme.clock.advance(60_000);
  const first = await idp.create('Bob@acme.test', { externalId: 'Ext-1' });
  firstId = first.id;
  acme.clock.advance(60_000);
  const second = await idp.create('bea', { externalId: 'ext-2', emails: [{ value: 'bea@acme.test' }] });
  later = second.meta.created;
  const gone = await idp.create('gone@acme.test');
  await idp.send('DELETE', `/Users/${gone.id}`);
  const off = await idp.create('off@acme.test', { active: false });
  expect(off.active).toBe(false);
});
afterAll(() => acme.close());

const everyone = [
  'ada@acme.test',
  'tim@acme.test',
  'cora@acme.test',
  'Bob@acme.test',
  'bea',
  'off@acme.test',
];
const others = (...names: string[]) => everyone.filter((name) => !names.includes(name));

describe('a filter', () => {
  it.each<[string, readonly string[]]>([
    ['userName eq "bob@ACME.test"', ['Bob@acme.test']],
    ['USERNAME Eq "ada@acme.test"', ['ada@acme.test']],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "bea"', ['bea']],
    ['userName eq "bea@acme.test"', []],
    ['userName ne "bea"', others('bea')],
    ['userName sw "B"', ['Bob@acme.test', 'bea']],
    ['userName ew "TEST"', others('bea')],
    ['userName co "ob@"', ['Bob@acme.test']],
    ['userName co "%"', []],
    ['userName co ""', everyone],
    ['userName pr', everyone],
    ['userName gt "cora@acme.test"', ['tim@acme.test', 'off@acme.test']],
    ['userName le "bea"', ['ada@acme.test', 'bea']],
    ['externalId eq "ext-1"', []],
    ['externalId eq "Ext-1"', ['Bob@acme.test']],
    ['externalId sw "ext"', ['bea']],
    ['externalId pr', ['Bob@acme.test', 'bea']],
    ['not (externalId pr)', others('Bob@acme.test', 'bea')],
    ['externalId eq null', others('Bob@acme.test', 'bea')],
    ['externalId ne "ext-2"', others('bea')],
    ['not (externalId eq "ext-2")', others('bea')],
    ['not (externalId sw "ext")', others('bea')],
    ['emails eq "bea@acme.test"', ['bea']],
    ['emails.value eq "BEA@acme.test"', ['bea']],
    ['emails[type eq "work" and value eq "bea@acme.test"]', ['bea']],
    ['emails[type eq "home"]', []],
    ['emails.type eq "work" and emails.primary eq true', everyone],
    ['active eq false', ['off@acme.test']],
    ['active eq "False"', ['off@acme.test']],
    ['active ne true', ['off@acme.test']],
    ['active eq true and userName sw "b"', ['Bob@acme.test', 'bea']],
    ['userName eq "bea" or externalId eq "Ext-1" and active eq false', ['bea']],
    ['(userName eq "bea" or externalId eq "Ext-1") and active eq true', ['Bob@acme.test', 'bea']],
    ['userName eq "x\\" or 1=1 --"', []],
  ])('finds by %s', async (filter, expected) => {
    expect(await idp.find(filter)).toEqual(expected);
  });

  it('finds by id and times', async () => {
    expect(await idp.find(`id eq "${firstId}"`)).toEqual(['Bob@acme.test']);
    expect(await idp.find(`id eq "${firstId.toUpperCase()}"`)).toEqual([]);
    expect(await idp.find(`meta.created ge "${later}"`)).toEqual(['bea', 'off@acme.test']);
    expect(await idp.find(`meta.created lt "${later}" and externalId pr`)).toEqual(['Bob@acme.test']);
    acme.clock.advance(60_000);
    const at = new Date(acme.clock.now()).toISOString();
    await idp.patch(firstId, [{ op: 'replace', path: 'name.givenName', value: 'Bob' }]);
    expect(await idp.find(`meta.lastModified ge "${at}"`)).toEqual(['Bob@acme.test']);
  });

  it.each([
    ['userName', 'character 9'],
    ['userName eq', 'expected a value'],
    ['userName eq bob', 'expected a value'],
    ['userName is "bob"', 'expected pr, eq'],
    ['(userName pr', 'expected ")"'],
    ['userName pr)', 'unexpected ")"'],
    ['userName eq "a" xor active eq true', 'unexpected "xor"'],
    ['userName eq 7', 'must be a text'],
    ['active eq "maybe"', 'must be true or false'],
    ['active gt true', 'does not apply'],
    ['meta.created eq "yesterday"', 'date-time'],
    ['title eq "x"', 'Filter by id, userName'],
    ['constructor eq "x"', 'Filter by id, userName'],
    ['userName eq "unterminated', 'unexpected'],
    [`${'('.repeat(21)}active eq true${')'.repeat(21)}`, 'nested deeper'],
    [Array.from({ length: 51 }, () => 'active eq true').join(' or '), 'more than 50 terms'],
    [`userName eq "${'x'.repeat(2_000)}"`, 'longer than 2000'],
  ])('is rejected with its problem: %s', async (filter, problem) => {
    const answer = await idp.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      scimType: 'invalidFilter',
      detail: expect.stringContaining(problem),
    });
  });
});

describe('a page', () => {
  const namesOf = (body: { Resources: { userName: string }[] }) =>
    body.Resources.map(({ userName }) => userName);

  it('has the users from startIndex on, oldest first', async () => {
    const { body } = await idp.send('GET', '/Users?startIndex=2&count=3');
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 6,
      startIndex: 2,
      itemsPerPage: 3,
    });
    expect(namesOf(body)).toEqual(everyone.slice(1, 4));
  });

  it.each([
    ['startIndex=0&count=1', { totalResults: 6, startIndex: 1, itemsPerPage: 1 }],
    ['startIndex=-5&count=1', { startIndex: 1, itemsPerPage: 1 }],
    ['count=0', { totalResults: 6, itemsPerPage: 0, Resources: [] }],
    ['count=-1', { totalResults: 6, itemsPerPage: 0, Resources: [] }],
    ['startIndex=7', { totalResults: 6, itemsPerPage: 0, Resources: [] }],
    ['count=100000', { totalResults: 6, itemsPerPage: 6 }],
  ])('follows RFC 7644 3.4.2.4 for %s', async (query, expected) => {
    expect((await idp.send('GET', `/Users?${query}`)).body).toMatchObject(expected);
  });

  it('can be read by cursor, to the end', async () => {
    const names: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await idp.send('GET', `/Users?count=4&cursor=${cursor}`);
      expect(body).toMatchObject({ totalResults: 6 });
      names.push(...namesOf(body));
      cursor = body.nextCursor;
    }
    expect(names).toEqual(everyone);
    expect(await idp.send('GET', '/Users?cursor=invented')).toMatchObject({ status: 400 });
  });

  it('leaves out attributes on request', async () => {
    const { body } = await idp.send('GET', '/Users?attributes=userName&count=1');
    expect(Object.keys(body.Resources[0])).toEqual(['schemas', 'id', 'userName']);
  });
});

describe('what the server supports', () => {
  it('is described by itself', async () => {
    const config = await idp.send('GET', '/ServiceProviderConfig');
    expect(config.body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
      pagination: { cursor: true, index: true },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
    });
    const types = await idp.send('GET', '/ResourceTypes');
    expect(types.body.Resources).toEqual([(await idp.send('GET', '/ResourceTypes/User')).body]);
    const { schema } = types.body.Resources[0];
    const schemas = await idp.send('GET', '/Schemas');
    expect(schemas.body.Resources).toEqual([(await idp.send('GET', `/Schemas/${schema}`)).body]);
    const names = schemas.body.Resources[0].attributes.map(({ name }: { name: string }) => name);
    const user = (await idp.send('GET', `/Users/${firstId}`)).body;
    const common = ['schemas', 'id', 'externalId', 'meta'];
    expect(
      Object.keys(user)
        .filter((name) => !common.includes(name))
        .sort(),
    ).toEqual(names.toSorted());
  });

  it('cannot be filtered (RFC 7644 4)', async () => {
    for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'])
      expect(await idp.send('GET', `${path}?filter=id%20pr`)).toMatchObject({ status: 403 });
  });

  it.each(['/Groups', '/Me', '/Bulk', '/Schemas/urn:other', '/ResourceTypes/Group', ''])(
    'does not include %s',
    async (path) => {
      const answer = await idp.send('GET', path);
      expect(answer).toMatchObject({ status: 404, body: { status: '404', detail: expect.any(String) } });
    },
  );

  it('rejects other methods and media types in the form of RFC 7644', async () => {
    const method = await idp.send('POST', '/ServiceProviderConfig', {});
    expect(method).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS' },
      body: { status: '405' },
    });
    const media = await idp.send('POST', '/Users', '<user/>', { 'content-type': 'application/xml' });
    expect(media).toMatchObject({ status: 415, body: { status: '415' } });
    const json = await idp.send(
      'POST',
      '/Users',
      { userName: 'json@acme.test' },
      { 'content-type': 'application/json' },
    );
    expect(json.status, json.text).toBe(201);
  });
});
