import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScimToken, type IdentityProvider, identityProvider } from '../../support/scim.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
let idp: IdentityProvider;
beforeAll(async () => {
  acme = await createAcme();
  idp = identityProvider(acme, (await createScimToken(acme)).token);
});
afterAll(() => acme.close());

let created = 0;
/** Creates a user that no other test uses. */
function newUser() {
  created += 1;
  return idp.create(`user${created}@acme.test`, {
    externalId: `ext-${created}`,
    displayName: 'Before',
    name: { givenName: 'Given', familyName: 'Family' },
  });
}

async function patched(operations: readonly object[]) {
  const { id } = await newUser();
  const answer = await idp.patch(id, operations);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

describe('PATCH as Entra ID sends it', () => {
  it('deactivates and reactivates with capitalized operations and booleans as texts', async () => {
    const { id } = await newUser();
    const deactivate = await idp.patch(id, [{ op: 'Replace', path: 'active', value: 'False' }]);
    expect(deactivate.body.active).toBe(false);
    const reactivate = await idp.patch(id, [{ op: 'Add', path: 'active', value: 'True' }]);
    expect(reactivate.body.active).toBe(true);
  });

  it('changes the email by a filter in the path', async () => {
    const value = 'changed-by-filter@acme.test';
    const body = await patched([{ op: 'Replace', path: 'emails[type eq "work"].value', value }]);
    expect(body.emails).toEqual([{ value, type: 'work', primary: true }]);
  });

  it('leaves the email alone if the filter names another one', async () => {
    const body = await patched([
      { op: 'Add', path: 'emails[type eq "home"].value', value: 'home@acme.test' },
      { op: 'Replace', path: 'emails[type eq "work"].primary', value: true },
    ]);
    expect(body.emails[0].value).toBe(body.userName);
  });

  it('changes several attributes, and ignores those that are not stored', async () => {
    const body = await patched([
      { op: 'Replace', path: 'displayName', value: 'After' },
      { op: 'Add', path: 'name.givenName', value: 'Anna' },
      { op: 'Replace', path: 'name.familyName', value: 'Archer' },
      { op: 'Replace', path: 'externalId', value: 'other' },
      { op: 'Add', path: 'title', value: 'Engineer' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+1' },
      {
        op: 'Add',
        path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
        value: 'Sales',
      },
    ]);
    expect(body).toMatchObject({
      displayName: 'After',
      name: { formatted: 'After', givenName: 'Anna', familyName: 'Archer' },
      externalId: 'other',
    });
    expect(body).not.toHaveProperty('title');
  });

  it('takes a value without a path, whose names can be paths', async () => {
    const body = await patched([
      {
        op: 'replace',
        value: {
          displayName: 'Bjfe',
          'name.givenName': 'Kkom',
          'name.familyName': 'Unua',
          'emails[type eq "work"].value': 'bjfe@acme.test',
          'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber': 'Aklq',
        },
      },
    ]);
    expect(body).toMatchObject({
      displayName: 'Bjfe',
      name: { givenName: 'Kkom', familyName: 'Unua' },
      emails: [{ value: 'bjfe@acme.test' }],
    });
  });

  it('changes the role by a filter in the path', async () => {
    const path = 'roles[primary eq "True"].value';
    const body = await patched([{ op: 'Add', path, value: 'CUSTOMER' }]);
    expect(body.roles).toEqual([{ value: 'CUSTOMER', primary: true }]);
  });
});

describe('PATCH as Okta sends it', () => {
  it('deactivates with an object without a path', async () => {
    const body = await patched([{ op: 'replace', value: { active: false } }]);
    expect(body.active).toBe(false);
  });

  it('replaces the profile with an object without a path', async () => {
    const body = await patched([
      {
        op: 'replace',
        value: {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          id: 'ignored',
          userName: 'okta@acme.test',
          name: { givenName: 'Olga', familyName: 'Okta' },
          displayName: 'Olga Okta',
          emails: [
            { value: 'olga.private@acme.test', type: 'home' },
            { value: 'olga@acme.test', type: 'work', primary: true },
          ],
        },
      },
    ]);
    expect(body).toMatchObject({
      userName: 'okta@acme.test',
      displayName: 'Olga Okta',
      emails: [{ value: 'olga@acme.test' }],
    });
  });
});

describe('the names of a user', () => {
  it('make the displayName if the identity provider sends none', async () => {
    const { id } = await idp.create('derived@acme.test', { name: { givenName: 'Dora', familyName: 'Doe' } });
    const married = [{ op: 'replace', path: 'name.familyName', value: 'Roe' }];
    expect((await idp.patch(id, married)).body).toMatchObject({
      displayName: 'Dora Roe',
      name: { formatted: 'Dora Roe' },
    });
  });

  it('can be removed, but userName, email and state cannot', async () => {
    const { id } = await newUser();
    const remove = (path: string) => idp.patch(id, [{ op: 'remove', path }]);
    const { body } = await remove('externalId');
    expect(body).not.toHaveProperty('externalId');
    await remove('name.givenName');
    expect((await remove('displayName')).body).toMatchObject({ displayName: 'Family' });
    expect((await remove('emails[type eq "home"]')).status).toBe(200);
    for (const path of ['userName', 'active', 'emails', 'emails[type eq "work"]'])
      expect(await remove(path)).toMatchObject({ status: 400, body: { scimType: 'mutability' } });
  });
});

describe('an email that is the userName', () => {
  it('follows the userName, and another one does not', async () => {
    const rename = (value: string) => [{ op: 'replace', path: 'userName', value }];
    const { id } = await newUser();
    const renamed = await idp.patch(id, rename('renamed@acme.test'));
    expect(renamed.body.emails[0].value).toBe('renamed@acme.test');
    const other = await idp.create('upn@acme.test', { emails: [{ value: 'mail@acme.test' }] });
    const { body } = await idp.patch(other.id, rename('upn2@acme.test'));
    expect(body).toMatchObject({ userName: 'upn2@acme.test', emails: [{ value: 'mail@acme.test' }] });
  });
});

describe('a PATCH that is not valid', () => {
  it.each([
    [{}, 'invalidSyntax'],
    [{ Operations: [] }, 'invalidSyntax'],
    [{ Operations: ['replace'] }, 'invalidSyntax'],
    [{ Operations: [{ op: 'move', path: 'active', value: true }] }, 'invalidSyntax'],
    [{ Operations: Array.from({ length: 101 }, () => ({ op: 'remove', path: 'title' })) }, 'invalidSyntax'],
    [{ Operations: [{ op: 'replace', path: 'shoeSize', value: 44 }] }, 'invalidPath'],
    [{ Operations: [{ op: 'replace', path: 'name.nick', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op: 'replace', path: 'emails[type eq', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op: 'replace', path: 7, value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op: 'replace', path: 'id', value: 'usr_1' }] }, 'mutability'],
    [{ Operations: [{ op: 'remove' }] }, 'noTarget'],
    [{ Operations: [{ op: 'replace', value: 'text' }] }, 'invalidValue'],
    [{ Operations: [{ op: 'replace', path: 'active' }] }, 'invalidValue'],
    [{ Operations: [{ op: 'replace', path: 'active', value: 1 }] }, 'invalidValue'],
    [{ Operations: [{ op: 'replace', path: 'emails', value: 'no email' }] }, 'invalidValue'],
    [{ Operations: [{ op: 'replace', path: 'roles', value: [{ display: 'no value' }] }] }, 'invalidValue'],
  ])('is rejected as a whole: %j', async (body, scimType) => {
    const { id, meta } = await newUser();
    const { Operations = [] } = body as { Operations?: unknown[] };
    const rename = { op: 'replace', path: 'displayName', value: 'Half a change' };
    const operations = Operations.length > 0 ? [rename, ...Operations.slice(0, 100)] : Operations;
    const answer = await idp.send('PATCH', `/Users/${id}`, {
      ...body,
      ...('Operations' in body ? { Operations: operations } : {}),
    });
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body).toMatchObject({ status: '400', scimType, detail: expect.stringMatching(/\S/) });
    expect((await idp.send('GET', `/Users/${id}`)).body.meta.version).toBe(meta.version);
  });
});
