import { describe, expect, it } from 'vitest';
import { matches } from './matches.ts';

describe('matches', () => {
  it.each([
    ['Access Tokens', 'tok', true],
    ['Access Tokens', 'TOKENS acc', true],
    ['Zoë Müller', 'zoe muller', true],
    ['Access Tokens', 'tokens policy', false],
    ['Access Tokens', '', true],
  ])('finds in %j the words of %j: %j', (text, search, found) => {
    expect(matches(text, search)).toBe(found);
  });
});
