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
    expect(filterOf(filterAt(''), 'local')).toEqual({});
  });

  it("takes whole days in the viewer's time zone and includes the last one", () => {
    const { from, to } = filterOf(filterAt('from=2026-02-28&to=2026-02-28'), 'local');
    expect(from).toBe(new Date(2026, 1, 28).toISOString());
    expect(to).toBe(new Date(2026, 2, 1).toISOString());
  });

  it('takes whole days in UTC', () => {
    expect(filterOf(filterAt('from=2026-02-28&to=2026-02-28'), 'utc')).toEqual({
      from: '2026-02-28T00:00:00.000Z',
      to: '2026-03-01T00:00:00.000Z',
    });
  });

  it('takes a text, a kind of actor, a credential, an address, a target and a single action', () => {
    const filter = {
      search: 'deploy',
      actorKind: 'operator',
      credentialId: 'tok_1',
      address: '2001:db8::7',
      targetId: 'usr_1',
      action: 'token.created',
    };
    expect(filterOf(filterAt(String(new URLSearchParams(filter))), 'local')).toEqual(filter);
  });

  it('takes an event type and an actor', () => {
    const actorId = `usr_${'a1'.repeat(11)}b`;
    expect(filterOf(filterAt(`action=token.&actorId=${actorId}`), 'local')).toEqual({
      action: 'token.',
      actorId,
    });
  });

  it.each([
    'from=2026-02-30',
    'to=soon',
    'to=',
    'action=',
    'action=nothing.',
    'action=nothing.created',
    'actorId=usr_1',
    'actorKind=robot',
    'address=home',
    'search=%20',
    'from=0000-01-01',
  ])('ignores the invalid value in %s', (address) => {
    expect(filterOf(filterAt(address), 'local')).toEqual({});
  });
});
