import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closest } from './closest.ts';

const fields = ['name', 'expiresAt', 'scopes'];

it.each([
  ['expiredAt', 'expiresAt'],
  ['expires', 'expiresAt'],
  ['EXPIRESAT', 'expiresAt'],
  ['scope', 'scopes'],
  ['nmae', 'name'],
  ['n', 'name'],
  ['quantity', null],
  ['x'.repeat(1_000), null],
])('matches %s with %s', (word, meant) => {
  expect(closest(word, fields)).toBe(meant);
});

it('returns only candidates, and matches each candidate with itself', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (word, candidates) => {
      const meant = closest(word, candidates);
      expect(meant === null || candidates.includes(meant)).toBe(true);
    }),
  );
  for (const field of fields) expect(closest(field, fields)).toBe(field);
  expect(closest('name', [])).toBeNull();
});
