import { describe, expect, it } from 'vitest';
import type { Token } from '../../../api/account/tokens.ts';
import { matching, type OwnFilter } from './own-list.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 5, 15);
const at = (days: number) => new Date(now + days * day).toISOString();
const token = (name: string, part: Partial<Token> = {}): Token => ({
  id: `tok_${name.toLowerCase()}`,
  name,
  description: null,
  hint: 'AbC4',
  createdAt: at(-200),
  expiresAt: null,
  lastUsedAt: null,
  scopes: null,
  ...part,
});
const tokens = [
  token('Ending', { createdAt: at(-10), expiresAt: at(3), lastUsedAt: at(-1) }),
  token('Later', { createdAt: at(-20), expiresAt: at(300), lastUsedAt: at(-120) }),
  token('Old', { hint: 'Zz99' }),
  token('Build 10', { createdAt: at(-30), lastUsedAt: at(-2) }),
  token('Build 9', { createdAt: at(-40), lastUsedAt: at(-3) }),
];
const names = (filter: Partial<OwnFilter>, arePaused = false) =>
  matching(tokens, { state: 'active', search: '', sort: '-createdAt', ...filter }, { now, arePaused }).map(
    ({ name }) => name,
  );

describe("the member's list of tokens", () => {
  it('filters by state', () => {
    expect(names({})).toHaveLength(5);
    expect(names({ state: 'expiring' })).toEqual(['Ending']);
    expect(names({ state: 'unused' })).toEqual(['Later', 'Old']);
    expect(names({ state: 'paused' })).toEqual([]);
    expect(names({ state: 'paused' }, true)).toHaveLength(5);
  });

  it('finds parts of the name, the last four characters and the whole ID', () => {
    expect(names({ search: ' bUiLd ' })).toEqual(['Build 10', 'Build 9']);
    expect(names({ search: 'zz99' })).toEqual(['Old']);
    expect(names({ search: 'tok_later' })).toEqual(['Later']);
    expect(names({ search: 'tok_' })).toEqual([]);
  });

  it.each([
    ['-createdAt', ['Ending', 'Later', 'Build 10', 'Build 9', 'Old']],
    ['createdAt', ['Old', 'Build 9', 'Build 10', 'Later', 'Ending']],
    ['name', ['Build 9', 'Build 10', 'Ending', 'Later', 'Old']],
    ['-lastUsedAt', ['Ending', 'Build 10', 'Build 9', 'Later', 'Old']],
    ['lastUsedAt', ['Old', 'Later', 'Build 9', 'Build 10', 'Ending']],
    ['expiresAt', ['Ending', 'Later', 'Old', 'Build 10', 'Build 9']],
  ] as const)('sorts by %s', (sort, sorted) => {
    expect(names({ sort })).toEqual(sorted);
  });
});
