import { describe, expect, it } from 'vitest';
import { readLink } from './link.ts';
import { isLink, withoutLink } from './link-parameters.ts';

const now = Date.UTC(2026, 2, 15);
const free = { maxLifetimeDays: null, expiryRequired: false, isAdmin: false };
const read = (query: string, limits: Partial<typeof free> | { maxLifetimeDays: number } = {}) =>
  readLink(new URLSearchParams(query), { ...free, ...limits }, now);
const nothing = { name: null, description: null, scopes: null, expiry: null };

describe('a link that fills in the form', () => {
  it('gives its name, description, scopes and expiry', () => {
    expect(
      read('name=CI+Pipeline&description=Deploys&scopes=tickets:read,profile:read&expiresIn=45d'),
    ).toEqual({
      name: 'CI Pipeline',
      description: 'Deploys',
      scopes: ['tickets:read', 'profile:read'],
      expiry: { kind: 'days', days: 45 },
      problems: [],
    });
    expect(read('scopes=tickets:read%20tickets:read').scopes).toEqual(['tickets:read']);
    expect(read('name=&scopes=&expiresIn=')).toEqual({ ...nothing, problems: [] });
  });

  it.each([
    ['never', { kind: 'never' }],
    ['12h', { kind: 'days', days: 0.5 }],
    ['2w', { kind: 'days', days: 14 }],
    ['1y', { kind: 'days', days: 365 }],
  ])('reads the expiry %s', (text, expiry) => {
    expect(read(`expiresIn=${text}`)).toEqual({ ...nothing, expiry, problems: [] });
  });

  it.each([
    ['scopes=tickets:read,tickets:delete', {}, '“tickets:delete”, which is not a scope'],
    ['scopes=*', {}, '“*”, which is not a scope'],
    ['scopes=organization:write', {}, 'organization:write, which needs an admin'],
    ['expiresIn=90', {}, '“90”, which is not a number of'],
    ['expiresIn=-1d', {}, '“-1d”'],
    ['expiresIn=999999y', {}, '“999999y”'],
    ['expiresIn=90d', { maxLifetimeDays: 30 }, '90 days, which is longer than your organization allows'],
    ['expiresIn=never', { expiryRequired: true }, 'no expiry, but your organization requires one'],
    [`name=${'x'.repeat(101)}`, {}, 'name is longer than 100 characters'],
    ['name=a%0Ab', {}, 'name contains control characters'],
    ['name=a&name=b', {}, '“name” more than once'],
  ])('leaves out and explains %s', (query, limits, problem) => {
    const { problems, ...filledIn } = read(query, limits);
    expect(filledIn).toEqual(nothing);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('lets only admins give organization:write', () => {
    expect(read('scopes=organization:write', { isAdmin: true }).scopes).toEqual(['organization:write']);
  });

  it('is an address with one of its parameters, which leave the others', () => {
    expect(isLink(new URLSearchParams('name='))).toBe(true);
    expect(isLink(new URLSearchParams('search=CI'))).toBe(false);
    expect(withoutLink(new URLSearchParams('name=a&search=CI&expiresIn=1d')).toString()).toBe('search=CI');
  });
});
