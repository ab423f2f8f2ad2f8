import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../src/access/policy.ts';
import { listLog } from '../../../src/audit/log/list.ts';
import { readLog } from '../../../src/audit/log/read.ts';
import { listInvitations } from '../../../src/members/invitations/queries.ts';
import { filterOf } from '../../../src/members/lists/filter.ts';
import { listFiltered } from '../../../src/members/lists/list-queries.ts';
import type { UserQuery } from '../../../src/members/schema.ts';
import { listNotices } from '../../../src/notices/queries.ts';
import { listApplications } from '../../../src/oauth/clients/applications/queries.ts';
import { listConnections, listOwnedConnections } from '../../../src/oauth/connected-apps/queries.ts';
import { countUsers, listUsers, readUsers } from '../../../src/scim/users/queries.ts';
import type { Database } from '../../../src/storage/database.ts';
import { findAssignees } from '../../../src/tickets/board-members/assignee-search-queries.ts';
import {
  listAssignees,
  listBoardMembers,
  listBoardsOfMember,
} from '../../../src/tickets/board-members/list-queries.ts';
import { listVisibleBoards } from '../../../src/tickets/boards-queries.ts';
import { listComments } from '../../../src/tickets/comments/queries.ts';
import { listVisibleTickets } from '../../../src/tickets/lists/page-queries.ts';
import { listBoardTickets } from '../../../src/tickets/lists/sorted-queries.ts';
import { sorts } from '../../../src/tickets/schema.ts';
import { listInactiveTokens } from '../../../src/tokens/inactive/list-queries.ts';
import { type TokenSort, tokenSorts } from '../../../src/tokens/lists/order-queries.ts';
import { parseTokenSearch } from '../../../src/tokens/lists/search.ts';
import type { OwnedTokenFilter } from '../../../src/tokens/organization/filter.ts';
import { listOwnedTokens } from '../../../src/tokens/organization/list-queries.ts';
import { findUsage } from '../../../src/tokens/usage/queries.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { fillLists } from '../../support/long-lists.ts';
import { type Acme, createAcme } from '../../support/world.ts';
import { expectBounded, queriesOf } from './bounded-queries.ts';

/** So many that PostgreSQL prefers indexes. */
const rows = 20_000;
let acme: Acme;
let organizationId: string;
beforeAll(async () => {
  acme = await createAcme();
  organizationId = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body.id;
  await fillLists(acme.db, organizationId, acme.admin.id, rows);
}, 180_000);
afterAll(() => acme.close());

const noFilter = {
  actorId: null,
  actorKind: null,
  credentialId: null,
  address: null,
  targetId: null,
  actions: null,
  search: null,
  from: null,
  to: null,
};
const noTokenFilter = {
  state: 'listed',
  search: null,
  userId: null,
  unusedSince: null,
  expiresBy: null,
  expiry: null,
} as const;
const applicationId = 'app_00000000000000000000001';
const from = 1_750_000_000_000;
const userId = 'usr_00000000000000000000001';
const boardId = 'brd_00000000000000000000001';
const secondBoard = 'brd_00000000000000000000002';
const secondUser = 'usr_00000000000000000000002';

type Request = { readonly page: number; readonly limit: number; readonly cursor?: string };
type List = (db: Database, request: Request) => Promise<unknown>;
const log =
  (filter: Partial<Parameters<typeof listLog>[2]>): List =>
  (db, request) =>
    listLog(db, organizationId, { ...noFilter, ...filter }, request);
const members =
  (query: Partial<UserQuery>): List =>
  (db, request) =>
    listFiltered(db, organizationId, filterOf({ ...request, ...query }), request);
const tokens =
  (filter: Partial<OwnedTokenFilter>, sort?: TokenSort): List =>
  (db, request) => {
    const organization = {
      id: organizationId,
      slug: 'acme',
      name: 'Acme',
      plan: 'pro',
      policy: defaultPolicy,
    } as const;
    const list = { organization, filter: { ...noTokenFilter, ...filter }, sort };
    return listOwnedTokens(db, list, request, Date.now());
  };
const inactiveTokens =
  (ofMember: string | null): List =>
  (db, request) =>
    listInactiveTokens(db, { organizationId, userId: ofMember }, request, Date.now());
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

const comments =
  (role: 'ADMIN' | 'CUSTOMER'): List =>
  (db, request) =>
    listComments(db, { ...boardMember(), role }, 'tkt_00000000000000000000001', request);

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
  comments: comments('ADMIN'),
  'the comments that a customer sees': comments('CUSTOMER'),
  "a board's members": (db, request) => listBoardMembers(db, organizationId, secondBoard, request),
  'who can be assigned the tickets of a board': (db, request) =>
    listAssignees(db, organizationId, secondBoard, request),
  'a search for who can be assigned the tickets of a board': (db, request) =>
    findAssignees(db, organizationId, secondBoard, 'member', request),
  'the boards that a member is on': (db, request) =>
    listBoardsOfMember(db, organizationId, secondUser, request),
  ...Object.fromEntries(
    sorts.flatMap((sort) =>
      Object.entries({
        '': {},
        ', of one status': { status: 'DONE' },
        ', of one priority': { priority: 'LOW' },
        ', of one status and priority': { status: 'DONE', priority: 'LOW' },
        ', of an assignee': { assigneeId: userId },
        ', of an assignee, with one status and priority': {
          assigneeId: userId,
          status: 'DONE',
          priority: 'LOW',
        },
      } as const).map(([name, filter]): [string, List] => [
        `the tickets of a board by the order ${sort}${name}`,
        (db, request) =>
          listBoardTickets(db, { ...boardMember(), role: 'ADMIN' }, { boardId, sort, ...filter }, request),
      ]),
    ),
  ),
  'SCIM users': (db, request) => readUsers(db, organizationId, null, request),
  members: members({}),
  'members by name': members({ sort: 'name' }),
  'members who were seen last': members({ sort: '-lastSeenAt' }),
  'members of one role without a second factor': members({ role: 'CUSTOMER', secondFactor: 'none' }),
  'deactivated members, newest first': members({ state: 'deactivated', sort: '-createdAt' }),
  'members whose name has a word': members({ search: 'member' }),
  'members whose name and email have words': members({ search: 'm7@acme memb', role: 'CUSTOMER' }),
  invitations: (db, request) => listInvitations(db, organizationId, ['ADMIN'], request, Date.now()),
  notices: (db, request) => listNotices(db, organizationId, acme.admin.id, request),
  "the organization's tokens": tokens({}),
  "a member's tokens": tokens({ userId }),
  'the tokens that expire soon': tokens({ expiresBy: 4_100_000_000_000 }),
  'the tokens with an expiry': tokens({ expiry: 'set' }),
  'the tokens without an expiry': tokens({ expiry: 'none' }),
  'the unused tokens': tokens({ unusedSince: 1_900_000_000_000 }),
  'the unused tokens, of the last day': tokens({ unusedSince: 1_749_999_900_000 }),
  ...Object.fromEntries(
    tokenSorts.map((sort) => [`the organization's tokens by ${sort}`, tokens({}, sort)] as const),
  ),
  'the unused tokens, used last first': tokens({ unusedSince: 1_900_000_000_000 }, '-lastUsedAt'),
  'the tokens that expire soon, by name': tokens({ expiresBy: 4_100_000_000_000 }, 'name'),
  "a member's tokens by name": tokens({ userId }, 'name'),
  'the tokens of deactivated members': tokens({ state: 'paused' }),
  'the tokens that a search finds': tokens({ search: parseTokenSearch('deploy m7') }),
  'the tokens with the last characters': tokens({ search: parseTokenSearch('…abcd') }),
  'the inactive tokens': inactiveTokens(null),
  "a member's inactive tokens": inactiveTokens(userId),
  applications: (db, request) => listApplications(db, organizationId, request, Date.now()),
  connections: connections({}),
  'the connections of a member': connections({ userId }),
  'the connections to an application': connections({ applicationId }),
  'the connections of a member to an application': connections({ applicationId, userId }),
  'the audit log': log({}),
  'the audit log since a time': log({ from }),
  'the audit log of one action': log({ actions: ['token.created'] }),
  'the audit log of a kind of action': log({ actions: ['token.'], from }),
  'the audit log of a member': log({ actorId: userId }),
  'the audit log of an action of a member': log({ actorId: userId, actions: ['ticket.created'] }),
  'the audit log of a credential': log({ credentialId: 'tok_1', from }),
  'the audit log from an address': log({ address: '203.0.113.7' }),
  'the audit log of the operator': log({ actorKind: 'operator' }),
  'the audit log of a member on a target': log({ actorId: userId, targetId: 'target1' }),
  'the audit log of a kind of action with a credential': log({ credentialId: 'tok_1', actions: ['token.'] }),
  'the audit log of members': log({ actorKind: 'member' }),
  'the audit log with a text': log({ search: 'target7' }),
  'the audit log of a member with a text': log({ actorId: userId, search: 'target7' }),
  'the audit log of a target': log({ targetId: 'target1', from }),
  'the audit log of an action on a target': log({ targetId: 'target1', actions: ['token.created'] }),
  'the audit log of a kind of action on a target': log({ targetId: 'target1', actions: ['token.'], from }),
};
/** The rows that a SCIM filter finds, and how many there are. */
const scimUsers = (path: string, value: string) => async (db: Database) => {
  const filter = { op: 'eq', path, value } as const;
  await listUsers(db, organizationId, filter, { offset: 0, limit: 20 });
  await countUsers(db, organizationId, filter);
};
const others: Record<string, (db: Database) => Promise<unknown>> = {
  'a SCIM user by userName': scimUsers('username', 'm7@acme.test'),
  'a SCIM user by externalId': scimUsers('externalid', 'ext-7'),
  'a SCIM user by email': scimUsers('emails.value', 'm7@acme.test'),
  'a SCIM user by ID': scimUsers('id', userId),
  "a member's own connections": (db) => listConnections(db, organizationId, userId, Date.now()),
  "the usage of a member's tokens": (db) =>
    findUsage(db, organizationId, ['tok_00000000000000000000001', 'tok_00000000000000000000002'], 0),
  'a filtered export': async (db) => {
    const filter = { ...noFilter, actions: ['token.'], from };
    for await (const _batch of readLog(db, organizationId, filter, { upTo: rows, limit: 20 })) return;
  },
  'a whole export': async (db) => {
    for await (const _batch of readLog(db, organizationId, noFilter, { upTo: rows, limit: 20 })) return;
  },
};

describe.each(Object.entries(lists))('%s', (_name, list) => {
  it.each([1, 3])('are read in the order of an index, on page %d and by cursor', async (page) => {
    const request = { page, limit: 20 };
    const first = (await list(acme.db, request)) as { readonly nextCursor?: string };
    for (const query of await queriesOf(acme.db, (db) => list(db, request)))
      await expectBounded(acme.db, query);
    if (first.nextCursor === undefined) return;
    const next = { page: 1, limit: 20, cursor: first.nextCursor };
    for (const query of await queriesOf(acme.db, (db) => list(db, next))) await expectBounded(acme.db, query);
  });
});

it.each(Object.entries(others))('%s is read in the order of an index', async (_name, read) => {
  for (const query of await queriesOf(acme.db, read)) await expectBounded(acme.db, query);
});

it('the pages of a list of tickets share its total, which is counted once for each version of the data', async () => {
  const countsOf = async (page: number, version: string | null) => {
    const request = { page, limit: 20 };
    const queries = await queriesOf(acme.db, (db) =>
      listVisibleTickets(db, boardMember(), {}, request, version),
    );
    return queries.filter(({ sql }) => sql.includes('count(')).length;
  };
  expect(await countsOf(1, 'first')).toBeGreaterThan(0);
  expect(await countsOf(2, 'first')).toBe(0);
  expect(await countsOf(2, 'second')).toBeGreaterThan(0);
  expect(await countsOf(2, null)).toBeGreaterThan(0);
});

it("the pages and orders of a list of the organization's tokens share its total, until something changes", async () => {
  const countsOf = async (list: List, page: number) => {
    const queries = await queriesOf(acme.db, (db) => list(db, { page, limit: 20 }));
    return queries.filter(({ sql }) => sql.includes('count(')).length;
  };
  await acme.createToken(acme.admin);
  expect(await countsOf(tokens({}), 1)).toBe(1);
  expect(await countsOf(tokens({}, 'name'), 2)).toBe(0);
  // The first page of few tokens is not counted.
  expect(await countsOf(tokens({ expiry: 'none' }), 2)).toBe(1);
  await acme.createToken(acme.admin);
  expect(await countsOf(tokens({}), 1)).toBe(1);
});

it('the few tokens without an expiry are read and counted by the index that has them together', async () => {
  const list = tokens({ expiry: 'none' });
  const queries = await queriesOf(acme.db, (db) => list(db, { page: 2, limit: 1 }));
  const ofTokens = queries.filter(({ sql }) => sql.includes('access_tokens'));
  expect(ofTokens).toHaveLength(3);
  for (const { sql, parameters } of ofTokens) {
    const explain = databaseKind === 'sqlite' ? 'explain query plan' : 'explain';
    const { rows: plan } = await acme.db.executeQuery(
      CompiledQuery.raw(`${explain} ${sql}`, [...parameters]),
    );
    expect(JSON.stringify(plan)).toContain('access_tokens_by_ending');
  }
});
