import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillLists } from '../../support/long-lists.ts';
import { createScimToken, type IdentityProvider, identityProvider } from '../../support/scim.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const members = 10_050;
let acme: Acme;
let idp: IdentityProvider;
beforeAll(async () => {
  acme = await createAcme();
  const { id } = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body;
  await fillLists(acme.db, id, acme.admin.id, members);
  idp = identityProvider(acme, (await createScimToken(acme)).token);
});
afterAll(() => acme.close());

describe('an organization of more than 10,000 members', () => {
  it.each([
    '',
    '?filter=active%20eq%20true',
    '?filter=userName%20co%20%22m7%22',
    '?filter=not%20(externalId%20pr)',
  ])('gets tooMany instead of a part of them: /Users%s', async (query) => {
    const answer = await idp.send('GET', `/Users${query}`);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'tooMany' } });
  });

  it('finds members by userName, email and ID', async () => {
    expect(await idp.find('userName eq "M77@acme.test" and active eq true')).toEqual(['m77@acme.test']);
    expect(await idp.find('emails[value eq "m78@acme.test"]')).toEqual(['m78@acme.test']);
    expect(await idp.find(`id eq "${acme.admin.id}" or userName eq "m1@acme.test"`)).toEqual([
      'm1@acme.test',
      'ada@acme.test',
    ]);
    expect(await idp.find('externalId eq "nobody"')).toEqual([]);
  });

  it('is read by cursor, every member once', async () => {
    const ids = new Set<string>();
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await idp.send('GET', `/Users?count=200&attributes=id&cursor=${cursor}`);
      expect(body).not.toHaveProperty('totalResults');
      for (const { id } of body.Resources) ids.add(id);
      cursor = body.nextCursor;
    }
    expect(ids.size).toBe(members + 3);
  });
});
