import { describe, expect, it } from 'vitest';
import { askedFilterOf, filterOf } from './audit-filter.ts';

/** Reads an address as the page does. */
function asked(address: string) {
  const parameters = new URLSearchParams(address);
  return askedFilterOf((name, isKnown) => {
    const value = parameters.get(name);
    return value !== null && isKnown(value) ? value : null;
  });
}

describe("the audit log's filter", () => {
  it('is none where the address has none', () => {
    expect(filterOf(asked(''))).toEqual({});
  });

  it('takes whole days of the viewer, the last one with all of it', () => {
    const { from, to } = filterOf(asked('from=2026-02-28&to=2026-02-28'));
    expect(from).toBe(new Date(2026, 1, 28).toISOString());
    expect(to).toBe(new Date(2026, 2, 1).toISOString());
  });

  it('takes a kind of action and who did it', () => {
    const actorId = `usr_${'a1'.repeat(11)}b`;
    expect(filterOf(asked(`action=token.&actorId=${actorId}`))).toEqual({ action: 'token.', actorId });
  });

  it.each([
    'from=2026-02-30',
    'to=soon',
    'to=',
    'action=',
    'action=nothing.',
    'actorId=usr_1',
    'from=0000-01-01',
  ])('leaves out what is wrong: %s', (address) => {
    expect(filterOf(asked(address))).toEqual({});
  });
});
