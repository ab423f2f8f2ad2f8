import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planHasPats, plans } from './plans.ts';
import { day, defaultPolicy, expiryViolation, type Policy } from './policy.ts';
import { type Permission, type Role, roleAllows, roles } from './roles.ts';
import {
  canonicalScopes,
  formatScopes,
  parseStoredScopes,
  type Scope,
  type ScopeSet,
  scopeAllows,
  scopes,
  scopesBeyond,
} from './scopes.ts';
import { wordOf } from './words.ts';

describe('roles', () => {
  const table: [Permission, Record<Role, boolean>][] = [
    ['organization:manage', { ADMIN: true, TEAM_MEMBER: false, CUSTOMER: false }],
    ['boards:manage', { ADMIN: true, TEAM_MEMBER: false, CUSTOMER: false }],
    ['boards:all', { ADMIN: true, TEAM_MEMBER: false, CUSTOMER: false }],
    ['tickets:write', { ADMIN: true, TEAM_MEMBER: true, CUSTOMER: false }],
    ['comments:write', { ADMIN: true, TEAM_MEMBER: true, CUSTOMER: true }],
  ];
  it.each(table)('grants %s as in %j', (permission, allowed) => {
    expect(Object.fromEntries(roles.map((role) => [role, roleAllows(role, permission)]))).toEqual(allowed);
  });

  it('parses exact names only', () => {
    for (const role of roles) expect(wordOf(roles, role)).toBe(role);
    for (const text of ['', 'admin', 'ADMIN ', 'OWNER', 'toString']) expect(wordOf(roles, text)).toBeNull();
  });
});

describe('plans', () => {
  it.each([
    ['starter', false],
    ['trial', false],
    ['pro_trial', true],
    ['pro', true],
    ['past_due', true],
    ['canceled', false],
    ['expired', false],
  ] as const)('allows PATs on %s: %s', (plan, has) => {
    expect(planHasPats(plan)).toBe(has);
  });

  it('parses exact names only, and has seven plans', () => {
    expect(plans).toHaveLength(7);
    for (const plan of plans) expect(wordOf(plans, plan)).toBe(plan);
    for (const text of ['', 'Pro', 'enterprise', 'constructor']) expect(wordOf(plans, text)).toBeNull();
  });
});

describe('scopes', () => {
  const anyList = fc.subarray([...scopes]) as fc.Arbitrary<Scope[]>;
  const anySet: fc.Arbitrary<ScopeSet> = fc.option(anyList, { nil: null });

  it('allows everything without scopes, and only the named scopes with them', () => {
    for (const scope of scopes) {
      expect(scopeAllows(null, scope)).toBe(true);
      expect(scopeAllows([], scope)).toBe(false);
      for (const held of scopes) expect(scopeAllows([held], scope)).toBe(held === scope);
    }
  });

  it('never allows more than the original scopes', () => {
    fc.assert(
      fc.property(anySet, anySet, (held, asked) => {
        const within = scopesBeyond(held, asked).length === 0;
        const wider = scopes.some((scope) => scopeAllows(asked, scope) && !scopeAllows(held, scope));
        expect(within).toBe(!wider);
      }),
    );
  });

  it('rejects a request for all scopes by a credential with fewer scopes', () => {
    expect(scopesBeyond(['tickets:read'], null)).toEqual(scopes.filter((scope) => scope !== 'tickets:read'));
    expect(scopesBeyond(null, null)).toEqual([]);
  });

  it('stores and parses scopes in canonical order without duplicates', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const repeated = [...list, ...list].reverse();
        expect(parseStoredScopes(formatScopes(canonicalScopes(repeated)))).toEqual(list);
      }),
    );
    expect(parseStoredScopes(formatScopes(null))).toBeNull();
  });

  it('ignores unknown scopes', () => {
    expect(parseStoredScopes('tickets:delete tickets:read')).toEqual(['tickets:read']);
    for (const text of ['', ' ', 'everything', 'TICKETS:READ', 'tickets'])
      expect(parseStoredScopes(text)).toEqual([]);
  });
});

describe('policy', () => {
  const now = Date.parse('2026-06-01T12:00:00Z');
  const policy = (change: Partial<Policy>): Policy => ({ ...defaultPolicy, ...change });

  it.each([
    ['no rules and no expiry', {}, null, null],
    ['no rules and a century', {}, now + 36_500 * day, null],
    ['a required expiry that is missing', { expiryRequired: true }, null, /requires every token to expire/],
    ['a required expiry', { expiryRequired: true }, now + 36_500 * day, null],
    ['a limit of 30 days and no expiry', { maxLifetimeDays: 30 }, null, /at most 30 days\. Set an expiresAt/],
    ['a limit of 30 days and 30 days', { maxLifetimeDays: 30 }, now + 30 * day, null],
    [
      'a limit of 30 days and a millisecond more',
      { maxLifetimeDays: 30 },
      now + 30 * day + 1,
      /The latest expiresAt is 2026-07-01T12:00:00\.000Z\.$/,
    ],
    ['a limit of 1 day and 2 days', { maxLifetimeDays: 1 }, now + 2 * day, /at most 1 day\./],
    ['both rules and no expiry', { expiryRequired: true, maxLifetimeDays: 7 }, null, /at most 7 days/],
    ['settings unrelated to expiry', { patsEnabled: false, idleRevocationDays: 1 }, null, null],
  ])('checks %s', (_what, change, expiresAt, violation) => {
    const words = expiryViolation(policy(change), now, expiresAt);
    if (violation === null) expect(words).toBeNull();
    else expect(words).toMatch(violation);
  });
});
