import { describe, expect, it } from 'vitest';
import { summaryOf } from './scope-words.ts';

describe('summaryOf', () => {
  it.each([
    [['tickets:read'], 'Read tickets', 0],
    [['tickets:read', 'tickets:write'], 'Read and write tickets', 0],
    [['profile:read', 'tickets:read'], 'Read tickets', 1],
    [['profile:read', 'tickets:read', 'tokens:write'], 'Read tickets', 2],
    [['tickets:read', 'tickets:write', 'organization:write'], 'Manage organization', 2],
    [['profile:read'], 'Read profile', 0],
    [['unheard:of', 'also:unknown'], 'unheard:of', 1],
    [[], 'No permissions', 0],
  ])('of %j is %s and %i more', (scopes, name, more) => {
    expect(summaryOf(scopes)).toEqual({ name, more });
  });
});
