import { describe, expect, it } from 'vitest';
import { type Mark, Marks } from './marks.ts';

const ids = Array.from({ length: 5_000 }, (_, index) => `tok_${index}`);

/** Adds a mark in which every value follows from its number. */
function addNumbered(marks: Marks, index: number): void {
  const mark = marks.add('oauth_connections', `org_${index}`, ids[index] ?? '');
  const address = `10.0.0.${index}`;
  Object.assign(mark, { at: index, writtenAt: index + 1, seenUntil: index + 2, addressWrittenAt: index + 3 });
  Object.assign(mark, { pending: true, isNewDay: false, day: index + 4, count: index + 5, scopes: 7 });
  Object.assign(mark, { peer: `p${index}`, forwarded: [`f${index}`], address });
  if (index % 100 === 0) mark.earlier = [{ address, at: index }];
}

function valuesOf(mark: Mark | undefined) {
  if (!mark) return null;
  const { id, organizationId, table, at, writtenAt, seenUntil, addressWrittenAt } = mark;
  const { pending, isNewDay, day, count, scopes, peer, forwarded, address, earlier } = mark;
  const times = [at, writtenAt, seenUntil, addressWrittenAt];
  return {
    id,
    organizationId,
    table,
    times,
    pending,
    isNewDay,
    day,
    count,
    scopes,
    peer,
    forwarded,
    address,
    earlier,
  };
}

const numbered = (index: number) => ({
  id: `tok_${index}`,
  organizationId: `org_${index}`,
  table: 'oauth_connections',
  times: [index, index + 1, index + 2, index + 3],
  pending: true,
  isNewDay: false,
  day: index + 4,
  count: index + 5,
  scopes: 7,
  peer: `p${index}`,
  forwarded: [`f${index}`],
  address: `10.0.0.${index}`,
  earlier: index % 100 === 0 ? [{ address: `10.0.0.${index}`, at: index }] : [],
});

describe('Marks', () => {
  it('keeps all values while it grows, drops marks, shrinks and uses their place again', () => {
    const marks = new Marks();
    for (const index of ids.keys()) addNumbered(marks, index);
    for (const index of ids.keys()) expect(valuesOf(marks.get(`tok_${index}`))).toEqual(numbered(index));
    for (const divisor of [2, 10, 50]) {
      marks.keep(({ at }) => at % divisor === 0);
      const kept = [...ids.keys()].filter((index) => index % divisor === 0);
      expect([...marks].map(({ id }) => id)).toEqual(kept.map((index) => `tok_${index}`));
      for (const index of kept) expect(valuesOf(marks.get(`tok_${index}`))).toEqual(numbered(index));
    }
    expect(marks.get('tok_1')).toBeUndefined();
    addNumbered(marks, 1);
    expect(valuesOf(marks.get('tok_1'))).toEqual(numbered(1));
    expect(valuesOf(marks.get('tok_50'))).toEqual(numbered(50));
  });

  it('adds a mark as never used, also in a place that was used', () => {
    const marks = new Marks();
    addNumbered(marks, 0);
    marks.keep(() => false);
    expect(valuesOf(marks.add('access_tokens', 'org_a', 'tok_a'))).toEqual({
      id: 'tok_a',
      organizationId: 'org_a',
      table: 'access_tokens',
      times: [0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0],
      pending: false,
      isNewDay: true,
      day: 0,
      count: 0,
      scopes: 0,
      peer: undefined,
      forwarded: undefined,
      address: null,
      earlier: [],
    });
  });

  it('changes marks that were read before it grew', () => {
    const marks = new Marks();
    const mark = marks.add('access_tokens', 'org_a', 'tok_a');
    for (const index of ids.keys()) addNumbered(marks, index);
    mark.count = 3;
    expect(marks.get('tok_a')?.count).toBe(3);
  });
});
