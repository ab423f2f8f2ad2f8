import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { fillLists } from '../../support/long-lists.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const audit = '/api/v1/organization/audit-events';
const connectedApps = '/api/v1/organization/connected-apps';
/** More rows than are counted, in every list. */
const rows = 10_050;
let acme: Acme;
let organizationId: string;
/** It has all connections. */
const applicationId = 'app_00000000000000000000001';
beforeAll(async () => {
  acme = await createAcme();
  organizationId = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body.id;
  await fillLists(acme.db, organizationId, acme.admin.id, rows);
});
afterAll(() => acme.close());

const get = (path: string) => acme.send('GET', path, { token: acme.adminToken });
const join = (path: string, query: string) => `${path}${path.includes('?') ? '&' : '?'}${query}`;
const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

/** Reads a list to its end by its cursors. Returns the ids of all rows. */
async function walk(path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined, page = 1; ; page += 1) {
    const query = cursor === undefined ? 'limit=100' : `limit=100&cursor=${cursor}`;
    const { status, body, text } = await get(join(path, query));
    expect(status, text).toBe(200);
    expect(body).toMatchObject({ page, pageSize: 100 });
    ids.push(...idsOf(body));
    cursor = body.nextCursor;
    if (cursor === undefined) return ids;
    expect(body.data).toHaveLength(100);
  }
}

const counted = [
  '/api/v1/tickets',
  '/api/v1/tickets/tkt_00000000000000000000001/comments',
  '/api/v1/boards',
  '/api/v1/users',
  '/api/v1/me/notices',
  '/api/v1/organization/tokens',
  '/api/v1/organization/applications',
  connectedApps,
  `${connectedApps}?applicationId=${applicationId}`,
  `${audit}?from=2020-01-01T00:00:00Z`,
];

describe('a list of more than 10,000 rows', () => {
  it.each([...counted, audit])(
    'reads every row once by cursor, in the order of its pages: %s',
    async (path) => {
      const ids = await walk(path);
      expect(ids.length).toBeGreaterThanOrEqual(rows);
      expect(new Set(ids).size).toBe(ids.length);
      for (const page of [1, 2, 100]) {
        const { body } = await get(join(path, `limit=100&page=${page}`));
        expect(idsOf(body)).toEqual(ids.slice(100 * (page - 1), 100 * page));
      }
    },
  );

  it.each(counted)('says that its total is not exact: %s', async (path) => {
    const { body } = await get(join(path, 'limit=100'));
    expect(body).toMatchObject({ total: 10_000, totalIsExact: false, totalPages: 100 });
  });

  it('has an exact total for the unfiltered audit log', async () => {
    const { body } = await get(audit);
    const head = await acme.db
      .selectFrom('audit_heads')
      .select('sequence')
      .where('organization_id', '=', organizationId)
      .executeTakeFirstOrThrow();
    expect(body).toMatchObject({ total: head.sequence, totalPages: Math.ceil(head.sequence / 20) });
    expect(body).not.toHaveProperty('totalIsExact');
  });

  it.each([...counted, audit])(
    'rejects a page beyond the first 10,000 rows, naming the cursor: %s',
    async (path) => {
      expect((await get(join(path, 'page=100&limit=100'))).status).toBe(200);
      const answer = await get(join(path, 'page=101&limit=100'));
      expectError(answer, 400, 'validation_failed');
      expect(answer.body.details).toEqual([
        {
          path: 'page',
          message:
            'must not go beyond the first 10000 rows: to read more, send the nextCursor of the previous response as cursor',
        },
      ]);
    },
  );
});

describe('the cursor of a list', () => {
  it('continues after the last row when rows are added before it', async () => {
    const first = (await get(`${audit}?limit=2`)).body;
    const second = (await get(`${audit}?limit=2&cursor=${first.nextCursor}`)).body;
    await acme.createToken(acme.customer);
    expect((await get(`${audit}?limit=2&cursor=${first.nextCursor}`)).body.data).toEqual(second.data);
  });

  it.each([
    ['no cursor', 'page-2'],
    ['an empty text', ''],
    ['other JSON', Buffer.from('{"page":2}').toString('base64url')],
    ['a position of other kinds', Buffer.from('["audit",2,"x"]').toString('base64url')],
    ['a position that is too long', Buffer.from('["audit",2,1,1]').toString('base64url')],
    ['a page of 0', Buffer.from('["audit",0,1]').toString('base64url')],
  ])('is rejected if it is %s', async (_what, cursor) => {
    const answer = await get(`${audit}?cursor=${encodeURIComponent(cursor)}`);
    expectError(answer, 400, 'validation_failed');
    expect(answer.body.details).toEqual([
      { path: 'cursor', message: 'must be the nextCursor of a page of this list' },
    ]);
  });

  it('is rejected if it is of another list', async () => {
    const { nextCursor } = (await get('/api/v1/users')).body;
    expectError(await get(`/api/v1/me/notices?cursor=${nextCursor}`), 400, 'validation_failed');
  });

  it('is rejected together with a page', async () => {
    const { nextCursor } = (await get('/api/v1/users')).body;
    const answer = await get(`/api/v1/users?page=2&cursor=${nextCursor}`);
    expectError(answer, 400, 'validation_failed');
    expect(answer.body.details).toEqual([{ path: 'cursor', message: 'must not be combined with page' }]);
  });
});

describe('filters of a long audit log', () => {
  it.each([
    ['action=token.', (event: { action: string }) => event.action.startsWith('token.')],
    ['action=ticket.created', (event: { action: string }) => event.action === 'ticket.created'],
    ['targetId=target7', (event: { target: { id: string } }) => event.target.id === 'target7'],
  ])('find what they name, newest first: %s', async (query, isMatch) => {
    const { body } = await get(`${audit}?${query}&limit=100&page=3`);
    expect(body.data).toHaveLength(100);
    expect(body.data.every(isMatch)).toBe(true);
    const sequences = body.data.map(({ sequence }: { sequence: number }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((one: number, other: number) => other - one));
  });

  it('combine', async () => {
    const query = `actorId=${acme.admin.id}&action=token.&targetId=target4&from=2025-06-15T15:07:00Z&to=2025-06-16T15:07:00Z`;
    const all = await acme.db.selectFrom('audit_events').selectAll().execute();
    const expected = all.filter(
      (event) =>
        event.actor_id === acme.admin.id &&
        event.action.startsWith('token.') &&
        event.target_id === 'target4' &&
        event.at >= Date.parse('2025-06-15T15:07:00Z') &&
        event.at < Date.parse('2025-06-16T15:07:00Z'),
    );
    const { body } = await get(`${audit}?${query}&limit=100`);
    expect(expected.length).toBeGreaterThan(10);
    expect(body.total).toBe(expected.length);
    expect(idsOf(body)).toEqual(
      expected
        .toSorted((one, other) => other.sequence - one.sequence)
        .slice(0, 100)
        .map(({ id }) => id),
    );
    const withoutTarget = await get(`${audit}?${query.replace('&targetId=target4', '')}&limit=1`);
    expect(withoutTarget.body.total).toBe(
      all.filter(
        ({ actor_id, action, at }) =>
          actor_id === acme.admin.id &&
          action.startsWith('token.') &&
          at >= Date.parse('2025-06-15T15:07:00Z') &&
          at < Date.parse('2025-06-16T15:07:00Z'),
      ).length,
    );
  });

  it('export the same events as the list, oldest first', async () => {
    const query = 'action=token.&from=2025-06-15T15:07:00Z';
    const text = (await get(`${audit}/export?${query}`)).text;
    const exported = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id as string);
    expect(exported).toEqual((await walk(`${audit}?${query}`)).toReversed());
  });
});

describe('an application with more than 100 connections', () => {
  it('counts the members of the newest ones', async () => {
    const { body } = await get('/api/v1/organization/applications?limit=100&page=100');
    const all = [...body.data];
    for (let cursor = body.nextCursor; cursor !== undefined; ) {
      const next = (await get(`/api/v1/organization/applications?limit=100&cursor=${cursor}`)).body;
      all.push(...next.data);
      cursor = next.nextCursor;
    }
    expect(all.find(({ id }) => id === applicationId)).toMatchObject({
      members: 100,
      membersIsExact: false,
    });
    const other = all.find(({ id }) => id !== applicationId);
    expect(other).toMatchObject({ members: 0 });
    expect(other).not.toHaveProperty('membersIsExact');
  });
});
