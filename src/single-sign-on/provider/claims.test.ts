import { anything, assert, constantFrom, dictionary, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinClaims, mappedRole, nameOf, verifiedEmail } from './claims.ts';

const mapping = [
  { value: 'customers', role: 'CUSTOMER' },
  { value: 'admins', role: 'ADMIN' },
  { value: '7', role: 'TEAM_MEMBER' },
] as const;

describe('claims', () => {
  const isVerified = { email_verified: true };
  it.each([
    [{ email: 'a@x.test' }, { email: 'a@x.test', ...isVerified }, 'a@x.test', true],
    [{ email: 'a@x.test' }, { email: 'b@x.test', ...isVerified }, 'a@x.test', false],
    [{ email: 'a@x.test' }, isVerified, 'a@x.test', false],
    [{ email: 'a@x.test', ...isVerified }, { email: 'b@x.test' }, 'a@x.test', true],
    [isVerified, { email: 'b@x.test' }, 'b@x.test', false],
    [{}, { email: 'b@x.test', ...isVerified }, 'b@x.test', true],
  ])(
    'of %j, and of the UserInfo endpoint %j, have the email %s, verified: %s',
    (idToken, userInfo, ...of) => {
      const { email, isVerified } = verifiedEmail(joinClaims(idToken, userInfo));
      expect([email, isVerified]).toEqual(of);
    },
  );

  it.each([
    [{ groups: ['customers', 'admins'] }, 'groups', 'ADMIN'],
    [{ groups: 'customers' }, 'groups', 'CUSTOMER'],
    [{ groups: [7] }, 'groups', 'TEAM_MEMBER'],
    [{ groups: ['Admins'] }, 'groups', null],
    [{ groups: { admins: true } }, 'groups', null],
    [{ realm_access: { roles: ['admins'] } }, 'realm_access.roles', 'ADMIN'],
    [{ 'https://acme.test/roles': ['admins'] }, 'https://acme.test/roles', 'ADMIN'],
    [{}, '__proto__.constructor', null],
    [{}, 'groups', null],
  ])('of %j give %s the role %s', (claims, name, role) => {
    expect(mappedRole(claims, name, mapping)).toBe(role);
  });

  it('count an email as verified only if the provider says so', () => {
    const isVerified = (claims: object) => verifiedEmail({ email: 'a@b.test', ...claims }).isVerified;
    for (const claims of [{ email_verified: true }, { email_verified: 'true' }, { xms_edov: '1' }])
      expect(isVerified(claims)).toBe(true);
    for (const claims of [{}, { email_verified: 'false' }, { email_verified: 1 }, { xms_edov: 0 }])
      expect(isVerified(claims)).toBe(false);
    expect(isVerified({ email_verified: false, xms_edov: true })).toBe(false);
  });

  it('have a name, or its parts, or none', () => {
    expect(nameOf({ name: ' Grace Hopper ' })).toBe('Grace Hopper');
    expect(nameOf({ given_name: 'Grace', family_name: 'Hopper' })).toBe('Grace Hopper');
    expect(nameOf({ family_name: 'Hopper' })).toBe('Hopper');
    expect(nameOf({ name: 7 })).toBeNull();
  });

  it('of any shape do not throw, and give no role by accident', () => {
    assert(
      property(
        dictionary(string(), anything()),
        constantFrom('groups', 'a.b', 'constructor', ''),
        (claims, name) => {
          expect(mappedRole({ ...claims, groups: undefined }, name, [])).toBeNull();
          verifiedEmail(claims);
          nameOf(claims);
        },
      ),
    );
  });
});
