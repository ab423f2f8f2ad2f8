import { CompiledQuery, type KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listLog, readLog } from '../../src/audit/log-queries.ts';
import { listInvitations } from '../../src/members/invitations/queries.ts';
import { listMembers } from '../../src/members/queries.ts';
import { listNotices } from '../../src/notices/queries.ts';
import { listApplications } from '../../src/oauth/clients/applications/queries.ts';
import { listConnections, listOwnedConnections } from '../../src/oauth/connected-apps/queries.ts';
import type { Database } from '../../src/storage/database.ts';
import { listVisibleBoards } from '../../src/tickets/boards-queries.ts';
import { listComments } from '../../src/tickets/comments-queries.ts';
import { listVisibleTickets } from '../../src/tickets/lists/ticket-queries.ts';
import { listOwnedTokens } from '../../src/tokens/organization/queries.ts';
import { findUsage } from '../../src/tokens/usage-queries.ts';
import { databaseKind } from '../support/databases/database.ts';
import { fillLists } from '../support/long-lists.ts';
import { type Acme, createAcme } from '../support/world.ts';

/** So many that PostgreSQL prefers indexes. */
const rows = 20_000;
let acme: Acme;
let organizationId: string;
beforeAll(async () => {
  acme = await createAcme();
  organizationId = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body.id;
  await fillLists(acme.db, organizationId, acme.admin.id, rows);
});
afterAll(() => acme.close());

const noFilter = { actorId: null, action: null, targetId: null, from: null, to: null };
const noTokenFilter = { userId: null, unusedSince: null, expiresBy: null, expiry: null };
const applicationId = 'app_00000000000000000000001';
const from = 1_750_000_000_000;
const userId = 'usr_00000000000000000000001';
const boardId = 'brd_00000000000000000000001';

type Request = { readonly page: number; readonly limit: number; readonly cursor?: string };
type List = (db: Database, request: Request) => Promise<unknown>;
const log =
  (filter: Partial<Parameters<typeof listLog>[2]>): List =>
  (db, request) =>
    listLog(db, organizationId, { ...noFilter, ...filter }, request);
const tokens =
  (filter: Partial<Parameters<typeof listOwnedTokens>[2]>): List =>
  (db, request) =>
    listOwnedTokens(db, organizationId, { ...noTokenFilter, ...filter }, request, Date.now());
const connections =
  (filter: Parameters<typeof listOwnedConnections>[2]): List =>
  (db, request) =>
    listOwnedConnections(db, organizationId, filter, request, Date.now());
/** The member who is on the board that has all tickets. */
const boardMember = () => ({ organizationId, userId, role: 'TEAM_MEMBER' }) as const;
const tickets =
  (filter: Parameters<typeof listVisibleTickets>[2], role: 'ADMIN' | 'TEAM_MEMBER' = 'ADMIN'): List =>
  (db, request) =>
    listVisibleTickets(db, { ...boardMember(), role }, filter, request);

const lists: Record<string, List> = {
  tickets: tickets({}),
  'the tickets of one status': tickets({ status: 'DONE' }),
  'the tickets of a board': tickets({ boardId }),
  'the tickets of a board and one status': tickets({ boardId, status: 'DONE' }),
  'the tickets of an assignee': tickets({ assigneeId: userId }),
  "the tickets on a member's boards": tickets({}, 'TEAM_MEMBER'),
  "the tickets of one status on a member's boards": tickets({ status: 'DONE' }, 'TEAM_MEMBER'),
  "the tickets of one of a member's boards": tickets({ boardId }, 'TEAM_MEMBER'),
  "the tickets of an assignee on a member's boards": tickets({ assigneeId: userId }, 'TEAM_MEMBER'),
  boards: (db, request) => listVisibleBoards(db, { ...boardMember(), role: 'ADMIN' }, request),
  "a member's boards": (db, request) => listVisibleBoards(db, boardMember(), request),
  comments: (db, request) => listComments(db, organizationId, 'tkt_00000000000000000000001', request),
  members: (db, request) => listMembers(db, organizationId, request),
  invitations: (db, request) => listInvitations(db, organizationId, ['ADMIN'], request, Date.now()),
  notices: (db, request) => listNotices(db, organizationId, acme.admin.id, request),
  "the organization's tokens": tokens({}),
  "a member's tokens": tokens({ userId }),
  applications: (db, request) => listApplications(db, organizationId, request, Date.now()),
  connections: connections({}),
  'the connections of a member': connections({ userId }),
  'the connections to an application': connections({ applicationId }),
  'the connections of a member to an application': connections({ applicationId, userId }),
  'the audit log': log({}),
  'the audit log since a time': log({ from }),
  'the audit log of one action': log({ action: 'token.created' }),
  'the audit log of a kind of action': log({ action: 'token.', from }),
  'the audit log of a member': log({ actorId: userId }),
  'the audit log of an action of a member': log({ actorId: userId, action: 'ticket.created' }),
  'the audit log of a target': log({ targetId: 'target1', from }),
};
const others: Record<string, (db: Database) => Promise<unknown>> = {
  "a member's own connections": (db) => listConnections(db, organizationId, userId, Date.now()),
  "the usage of a member's tokens": (db) =>
    findUsage(db, { organizationId, userId }, { since: 0, limit: 90, now: Date.now() }),
  'a filtered export': async (db) => {
    const filter = { ...noFilter, action: 'token.', from };
    for await (const _batch of readLog(db, organizationId, filter, { upTo: rows, limit: 20 })) return;
  },
  'a whole export': async (db) => {
    for await (const _batch of readLog(db, organizationId, noFilter, { upTo: rows, limit: 20 })) return;
  },
};

/** Runs queries and returns them. */
async function queriesOf(work: (db: Database) => Promise<unknown>): Promise<CompiledQuery[]> {
  const compiled = new Map<string, CompiledQuery>();
  const queries: CompiledQuery[] = [];
  const recorder: KyselyPlugin = {
    // Called for subqueries too.
    transformQuery: ({ node, queryId }) => {
      compiled.set(queryId.queryId, acme.db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      const query = compiled.get(queryId.queryId);
      if (query) queries.push(query);
      return result;
    },
  };
  await work(acme.db.withPlugin(recorder));
  expect(queries.length).toBeGreaterThan(0);
  return queries;
}

describe.each(Object.entries(lists))('%s', (_name, list) => {
  it.each([1, 3])('are read in the order of an index, on page %d and by cursor', async (page) => {
    const request = { page, limit: 20 };
    const first = (await list(acme.db, request)) as { readonly nextCursor?: string };
    for (const query of await queriesOf((db) => list(db, request))) await expectBounded(query);
    if (first.nextCursor === undefined) return;
    const next = { page: 1, limit: 20, cursor: first.nextCursor };
    for (const query of await queriesOf((db) => list(db, next))) await expectBounded(query);
  });
});

it.each(Object.entries(others))('%s is read in the order of an index', async (_name, read) => {
  for (const query of await queriesOf(read)) await expectBounded(query);
});

function expectBounded(query: CompiledQuery): Promise<void> {
  return databaseKind === 'sqlite' ? expectSearches(query) : expectFewRows(query);
}

/** Every table is searched by an index, and only limited subqueries are sorted. */
async function expectSearches({ sql, parameters }: CompiledQuery): Promise<void> {
  const { rows: steps } = await acme.db.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
  );
  const details = steps.map(({ detail }) => detail);
  const plan = `${sql}\n${details.join('\n')}`;
  const tables = [
    'audit_events',
    'users',
    'access_tokens',
    'notices',
    'invitations',
    'token_usage',
    'tickets',
  ];
  for (const detail of details) {
    const [, scanned = ''] = /^SCAN (\w+)/.exec(detail) ?? [];
    expect(
      [...tables, 'oauth_applications', 'oauth_connections', 'a', 'b', 'c', 'e', 'i', 't', 'u'],
      plan,
    ).not.toContain(scanned);
  }
  const sorts = details.filter(
    (detail) => detail.startsWith('USE TEMP B-TREE FOR') && detail.includes('ORDER BY'),
  );
  expect(sorts.length, plan).toBeLessThanOrEqual(
    details.filter((detail) => /^SCAN (listed|part)/.test(detail)).length,
  );
}

type Plan = {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
};

/** No step reads many more rows than the page has, except to count. */
async function expectFewRows({ sql, parameters }: CompiledQuery): Promise<void> {
  if (sql.startsWith('select count(*)')) return;
  const { rows: answer } = await acme.db.executeQuery<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    CompiledQuery.raw(`explain (analyze, format json) ${sql}`, [...parameters]),
  );
  const plan = answer[0]?.['QUERY PLAN'][0].Plan;
  expect(plan && mostRows(plan), `${sql}\n${JSON.stringify(plan, null, 1)}`).toBeLessThanOrEqual(1_500);
}

function mostRows(plan: Plan): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  return Math.max(own, ...(plan.Plans ?? []).map(mostRows));
}
