import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../src/audit/append.ts';
import { verifyAudit } from '../../../src/audit/verify.ts';
import type { ChangeOrigin } from '../../../src/contract/change-origin.ts';
import { inTransaction } from '../../../src/storage/database.ts';
import { withDeadline } from '../../../src/storage/deadline.ts';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/audit-events';
/** More than one search looks at, so that the oldest event is beyond the first part. */
const many = 1_050;
type Event = {
  readonly id: string;
  readonly sequence: number;
  readonly action: string;
  readonly actor: { readonly kind: string };
};

let acme: Acme;
let organizationId: string;
let adminTokenId: string;
beforeAll(async () => {
  acme = await createAcme();
  const { body } = await acme.send('GET', '/api/v1/me', { token: acme.adminToken });
  organizationId = body.organization.id;
  adminTokenId = body.authentication.tokenId;
  await append([0], { title: 'Straße', address: '2001:db8::7' });
  const member = {
    kind: 'member',
    userId: acme.admin.id,
    credentialKind: 'pat',
    credentialId: adminTokenId,
  } as const;
  const others = Array.from({ length: many }, (_, index) => index + 1);
  await append(others, { title: 'Ticket', actor: member, address: '203.0.113.7' });
  acme.clock.advance(minute);
  await acme.send('PATCH', `/api/v1/users/${acme.customer.id}`, {
    token: acme.adminToken,
    body: { name: 'Cora Ünlü' },
  });
});
afterAll(() => acme.close());

/** Writes events about tickets, as one change. */
async function append(
  numbers: readonly number[],
  {
    title,
    ...origin
  }: { readonly title: string; readonly actor?: ChangeOrigin['actor']; readonly address: string },
) {
  const from = { actor: { kind: 'system' } as const, requestId: null, at: acme.clock.now(), ...origin };
  await withDeadline(60_000, () =>
    inTransaction(acme.db, async (trx) => {
      for (const number of numbers)
        await appendAudit(trx, organizationId, from, {
          action: 'ticket.created',
          target: { kind: 'ticket', id: `ticket-${number}` },
          details: {
            displayId: `WEB-${number}`,
            title,
            status: 'TODO',
            priority: 'LOW',
            assigneeId: null,
          },
        });
    }),
  );
}

const list = async (query: Readonly<Record<string, string | number>>) => {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return acme.send('GET', `${path}?${text}`, { token: acme.adminToken });
};
/** Reads a list to its end by one kind of cursor. Returns all pages. */
async function walk(
  query: Readonly<Record<string, string | number>>,
  by: 'nextCursor' | 'previousCursor' = 'nextCursor',
) {
  const pages = [];
  for (let more = query; ; ) {
    const { status, body, text } = await list(more);
    expect(status, text).toBe(200);
    pages.push(body);
    if (body[by] === undefined) return pages;
    more = { ...query, cursor: body[by] };
  }
}
const sequencesOf = (pages: readonly { data: Event[] }[]) =>
  pages.flatMap(({ data }) => data.map(({ sequence }) => sequence));

describe('the filters of the audit log', () => {
  it.each<[string, () => Readonly<Record<string, string>>, string[]]>([
    ['a credential', () => ({ credentialId: adminTokenId, action: 'member.' }), ['member.changed']],
    ['an address', () => ({ address: '2001:DB8::7' }), ['ticket.created']],
    ['a kind of actor', () => ({ actorKind: 'system' }), ['ticket.created']],
    [
      'several actions',
      () => ({ action: 'member.changed,organization.' }),
      ['member.changed', 'organization.created'],
    ],
    [
      'an actor on a target',
      () => ({ actorId: acme.admin.id, targetId: acme.customer.id }),
      ['member.changed'],
    ],
    ['members and an action', () => ({ actorKind: 'member', action: 'member.' }), ['member.changed']],
  ])('find events by %s', async (_what, query, expected) => {
    const { body } = await list(query());
    expect(body.data.map(({ action }: Event) => action)).toEqual(expected);
    expect(body.total).toBe(expected.length);
  });

  it('find what operators did, with an exact total', async () => {
    const { body } = await list({ actorKind: 'operator', limit: 100 });
    expect(new Set(body.data.map(({ actor }: Event) => actor.kind))).toEqual(new Set(['operator']));
    expect(body.data.map(({ action }: Event) => action)).toContain('member.created');
    expect(body.total).toBe(body.data.length);
    expect(body).not.toHaveProperty('searched');
  });

  it.each([
    [{ address: '203.0.113' }, 'address'],
    [{ actorKind: 'robot' }, 'actorKind'],
    [{ credentialId: '' }, 'credentialId'],
    [{ action: 'token.,' }, 'action'],
    [
      {
        action: Array(21)
          .fill('a.')
          .map((text, index) => `${text}${'x'.repeat(index)}`)
          .join(','),
      },
      'action',
    ],
    [{ search: ' ' }, 'search'],
    [{ search: 'x'.repeat(101) }, 'search'],
  ])('reject %j', async (query, field) => {
    const { details } = expectError(await list(query), 400, 'validation_failed');
    expect(details[0].path).toBe(field);
  });
});

describe('a search in the audit log', () => {
  it.each([
    ['a name in the details, in other letters', 'cora ÜNLÜ'],
    ['the present name of the target', 'ünl'],
    ['an action', 'member.changed'],
  ])('finds %s', async (_what, search) => {
    const { body } = await list({ search, limit: 1 });
    expect(body.data.map(({ action }: Event) => action)).toEqual(['member.changed']);
    expect(body.members[acme.customer.id]).toEqual({ name: 'Cora Ünlü', email: acme.customer.email });
  });

  it('finds nothing by the names of fields or by JSON', async () => {
    for (const search of ['displayId', '{"', 'null']) {
      const { body } = await list({ search });
      expect(body.data, search).toEqual([]);
    }
  });

  it('looks at 1,000 events at a time, says how far, and goes on by cursor', async () => {
    const [first, ...others] = await walk({ search: 'STRASSE' });
    expect(first).toMatchObject({ data: [], total: 0, totalIsExact: false });
    expect(first.searched).toEqual({
      events: 1_000,
      until: expect.stringMatching(/^\d{4}-/),
      isComplete: false,
    });
    expect(others).toHaveLength(1);
    expect(others[0].data).toMatchObject([{ action: 'ticket.created', details: { title: 'Straße' } }]);
    expect(others[0].searched).toMatchObject({ until: null, isComplete: true });
    const [, back] = await walk({ search: 'STRASSE', cursor: others[0].previousCursor }, 'previousCursor');
    expect(back ?? first).toMatchObject({ data: [] });
  });

  it('exports all of its matches, oldest first', async () => {
    const { text } = await acme.send('GET', `${path}/export?search=web-1&actorKind=member`, {
      token: acme.adminToken,
    });
    const exported = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).details.displayId);
    const expected = Array.from({ length: many }, (_, index) => `WEB-${index + 1}`);
    expect(exported).toEqual(expected.filter((id) => id.startsWith('WEB-1')));
  });
});

describe('the pages of the audit log', () => {
  it.each([
    ['all events', {}],
    ['events by an index', { action: 'ticket.' }],
    ['events that are searched', { search: 'web-10', action: 'ticket.created' }],
  ])('are read both ways: %s', async (_what, query) => {
    const pages = await walk({ ...query, limit: 30 });
    const all = sequencesOf(pages);
    expect(all.length).toBeGreaterThan(60);
    expect(all).toEqual(all.toSorted((one, other) => other - one));
    const last = pages.at(-1);
    const back = await walk({ ...query, limit: 30, cursor: last.previousCursor }, 'previousCursor');
    expect(sequencesOf([...back.toReversed(), last])).toEqual(all);
    expect(pages[0]).not.toHaveProperty('previousCursor');
  });

  it('lead to events that are newer than a page', async () => {
    const { body: second } = await list({ limit: 2, page: 2 });
    await append([2_000], { title: 'New', address: '198.51.100.1' });
    const { body: newer } = await list({ limit: 100, cursor: second.previousCursor });
    expect(newer.data[0].details.title).toBe('New');
    expect(newer.data).toHaveLength(3);
    expect(newer).not.toHaveProperty('previousCursor');
  });

  it('reject a cursor of another filter', async () => {
    const { nextCursor } = (await list({ limit: 1 })).body;
    expectError(await list({ cursor: nextCursor, action: 'ticket.' }), 400, 'validation_failed');
  });
});

it('a poll for new events is answered with 304 until there are some', async () => {
  const poll = (etag: string, query = '') =>
    acme.send('GET', `${path}${query}`, { token: acme.adminToken, headers: { 'if-none-match': etag } });
  for (const query of ['', '?search=poll', '?action=ticket.']) {
    const { etag } = (await poll('""', query)).headers;
    expect((await poll(String(etag), query)).status).toBe(304);
    await append([3_000], { title: `poll ${query}`, address: '198.51.100.1' });
    const next = await poll(String(etag), query);
    expect(next.status).toBe(200);
    expect(next.body.data[0].details.title).toBe(`poll ${query}`);
  }
});

it('an event is read by its number, with the names of its members', async () => {
  const [listed] = (await list({ action: 'member.changed' })).body.data;
  const get = (sequence: number | string, token = acme.adminToken) =>
    acme.send('GET', `${path}/${sequence}`, { token });
  const { body } = await get(listed.sequence);
  expect(body).toEqual({
    ...listed,
    members: { [acme.customer.id]: { name: 'Cora Ünlü', email: acme.customer.email } },
  });
  expectError(await get(1_000_000), 404, 'not_found');
  expectError(await get('0'), 400, 'validation_failed');
  expectError(await get(listed.sequence, acme.teamMemberToken), 403, 'forbidden');
});

it('the chain of all these events verifies', async () => {
  expect(await verifyAudit(acme.db, organizationId)).toMatchObject({ intact: true });
});
