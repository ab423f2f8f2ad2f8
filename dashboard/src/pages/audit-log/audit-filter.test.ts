import { describe, expect, it } from 'vitest';
import { addressFilterOf, filterOf } from './audit-filter.ts';

/** Reads the filter of an address, as the page does. */
function filterAt(address: string) {
  const parameters = new URLSearchParams(address);
  return addressFilterOf((name, isKnown) => {
    const value = parameters.get(name);
    return value !== null && isKnown(value) ? value : null;
  });
}

describe("the audit log's filter", () => {
  it('is empty if the address has none', () => {
    expect(filterOf(filterAt(''))).toEqual({});
  });

  it("takes whole days in the viewer's time zone and includes the last one", () => {
    const { from, to } = filterOf(filterAt('from=2026-02-28&to=2026-02-28'));
    expect(from).toBe(new Date(2026, 1, 28).toISOString());
    expect(to).toBe(new Date(2026, 2, 1).toISOString());
  });

  it('takes an event type and an actor', () => {
    const actorId = `usr_${'a1'.repeat(11)}b`;
    expect(filterOf(filterAt(`action=token.&actorId=${actorId}`))).toEqual({ action: 'token.', actorId });
  });

  it.each([
    'from=2026-02-30',
    'to=soon',
    'to=',
    'action=',
    'action=nothing.',
    'actorId=usr_1',
    'from=0000-01-01',
  ])('ignores the invalid value in %s', (address) => {
    expect(filterOf(filterAt(address))).toEqual({});
  });
});
