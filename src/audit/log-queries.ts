import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../contract/paging.ts';
import type { Database } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { compareRow, countRows } from '../storage/list-queries.ts';
import type { Tables } from '../storage/tables/tables.ts';
import { findHead } from './queries.ts';

/** A filter of the log. Times are milliseconds since the epoch; `from` is inclusive, `to` exclusive. */
export type LogFilter = {
  readonly actorId: string | null;
  /** An action, or a prefix that ends with a dot. */
  readonly action: string | null;
  readonly targetId: string | null;
  readonly from: number | null;
  readonly to: number | null;
};

/** Events of one organization, before they are ordered: their times and sequence numbers. */
type Events = SelectQueryBuilder<Tables, 'audit_events', Place>;
type Place = { at: number; sequence: number };

export type LogRow = Awaited<ReturnType<typeof logAt>>[number];

function eventsOf(db: Database, organizationId: string): Events {
  return db
    .selectFrom('audit_events')
    .select(['audit_events.at', 'audit_events.sequence'])
    .where('audit_events.organization_id', '=', organizationId);
}

function isFiltered(filter: LogFilter): boolean {
  return Object.values(filter).some((value) => value !== null);
}

/**
 * Selects the events that match a filter as several queries, each of which an index answers in the order of
 * (at, sequence). An index has either all actions or one, so a prefix is a query for each action that has it, and so
 * is an actor.
 */
async function matchingEvents(db: Database, organizationId: string, filter: LogFilter): Promise<Events[]> {
  const { actorId, action, targetId, from, to } = filter;
  let events = eventsOf(db, organizationId);
  if (from !== null) events = events.where('at', '>=', from);
  if (to !== null) events = events.where('at', '<', to);
  if (targetId !== null) {
    events = events.where('target_id', '=', targetId);
    // coalesce() keeps the database from using the index of another filter: a target has few events.
    if (actorId !== null)
      events = events.where((eb) => eb(eb.fn.coalesce('actor_id', sql.lit('')), '=', actorId));
    return [action === null ? events : events.where((eb) => hasAction(eb, action))];
  }
  if (actorId !== null) events = events.where('actor_id', '=', actorId);
  if (actorId === null && action === null) return [events];
  const actions =
    action === null || action.endsWith('.')
      ? (await findActions(db, organizationId, actorId)).filter((known) => known.startsWith(action ?? ''))
      : [action];
  return actions.map((one) => events.where('action', '=', one));
}

/** Not LIKE, where an underscore matches any character and case folding differs between databases. */
function hasAction(eb: ExpressionBuilder<Tables, 'audit_events'>, action: string) {
  return action.endsWith('.')
    ? eb(eb.fn('substr', ['action', eb.lit(1), eb.lit(action.length)]), '=', action)
    : eb(eb.fn.coalesce('action', sql.lit('')), '=', action);
}

/** Returns the actions in an organization's log, or of one actor. Takes one step in an index for each of them. */
async function findActions(db: Database, organizationId: string, actorId: string | null): Promise<string[]> {
  const first = sql`select action from audit_events
    where organization_id = ${organizationId} ${actorId === null ? sql`` : sql`and actor_id = ${actorId}`}`;
  const { rows } = await sql<{ action: string }>`
    with recursive found (action) as (
      select action from (${first} order by action limit 1) as first
      union all
      select (${first} and audit_events.action > found.action order by action limit 1) from found
      where found.action is not null
    )
    select action from found where action is not null`.execute(db);
  return rows.map(({ action }) => action);
}

const logColumns = [
  'e.sequence',
  'e.id',
  'e.at',
  'e.actor_kind as actorKind',
  'e.actor_id as actorId',
  'u.name as actorName',
  'u.email as actorEmail',
  'e.credential_kind as credentialKind',
  'e.credential_id as credentialId',
  'e.action',
  'e.target_kind as targetKind',
  'e.target_id as targetId',
  'e.details',
  'e.address',
  'e.request_id as requestId',
  'e.hash',
] as const;

/** Selects events with their actors. SQLite joins in this order. */
function withActors<DB extends Tables, TB extends keyof DB>(
  db: Database,
  organizationId: string,
  events: SelectQueryBuilder<DB, TB, Place>,
) {
  return db
    .selectFrom(events.as('listed'))
    .crossJoin('audit_events as e')
    .leftJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'e.organization_id').onRef('u.id', '=', 'e.actor_id'),
    )
    .where('e.organization_id', '=', organizationId)
    .whereRef('e.sequence', '=', 'listed.sequence')
    .select(logColumns);
}

const wholeOrder = listOrder('audit', 'integer');
const filteredOrder = listOrder('audit-filtered', 'integer', 'integer');

/** Returns a page of the log, newest first. */
export async function listLog(db: Database, organizationId: string, filter: LogFilter, request: PageRequest) {
  if (isFiltered(filter)) return listMatching(db, organizationId, filter, request);
  return readPage(request, {
    order: wholeOrder,
    // Sequence numbers have no gaps.
    count: async () => ({ total: (await findHead(db, organizationId))?.sequence ?? 0, isExact: true }),
    read: ({ after, offset, limit }) => {
      const events = eventsOf(db, organizationId)
        .where(compareRow(['sequence'], '<', after))
        .orderBy('sequence', 'desc')
        .limit(limit)
        .offset(offset);
      return withActors(db, organizationId, events).orderBy('e.sequence', 'desc').execute();
    },
    positionOf: ({ sequence }) => [sequence],
  });
}

async function listMatching(db: Database, organizationId: string, filter: LogFilter, request: PageRequest) {
  const parts = await matchingEvents(db, organizationId, filter);
  return readPage(request, {
    order: filteredOrder,
    count: async () => {
      const events = union(parts);
      return events ? countRows(db, db.selectFrom(events.as('matching'))) : { total: 0, isExact: true };
    },
    read: async ({ after, offset, limit }) => {
      const events = merge(
        db,
        parts.map((part) => part.where(compareRow(timeColumns, '<', after))),
        'desc',
        offset + limit,
      )?.offset(offset);
      if (!events) return [];
      return withActors(db, organizationId, events.limit(limit))
        .orderBy('e.at', 'desc')
        .orderBy('e.sequence', 'desc')
        .execute();
    },
    positionOf: ({ at, sequence }) => [at, sequence],
  });
}

const timeColumns = ['at', 'sequence'];

function union([first, ...others]: Events[]): Events | undefined {
  return others.reduce<Events | undefined>((all, one) => all?.unionAll(one), first);
}

/**
 * Selects the first `limit` events of several queries. Each of them is ordered and limited, because PostgreSQL would
 * sort all of their rows otherwise.
 */
function merge(db: Database, parts: Events[], direction: 'asc' | 'desc', limit: number) {
  const [first, ...others] = parts.map((part) =>
    db
      .selectFrom(part.orderBy('at', direction).orderBy('sequence', direction).limit(limit).as('part'))
      .select(['part.at', 'part.sequence']),
  );
  return others
    .reduce((all, other) => all?.unionAll(other), first)
    ?.orderBy('at', direction)
    .orderBy('sequence', direction)
    .limit(limit);
}

/** Time limit in milliseconds for a batch of an export: a filter may skip many events. */
const batchDeadline = 20_000;

/**
 * Reads the events of a log that match a filter in batches, oldest first, up to a sequence number. Filtered events are
 * ordered by their time, which only clocks that were set back make different from their sequence.
 */
export async function* readLog(
  db: Database,
  organizationId: string,
  filter: LogFilter,
  { upTo, limit }: { upTo: number; limit: number },
): AsyncIterable<LogRow[]> {
  const parts = isFiltered(filter) ? await matchingEvents(db, organizationId, filter) : null;
  for (let last: LogRow | null = null; ; ) {
    const after: LogRow | null = last;
    const rows: LogRow[] = await withDeadline(batchDeadline, () =>
      parts
        ? matchingAfter(db, organizationId, parts, { after, upTo, limit })
        : eventsAfter(db, organizationId, { after, upTo, limit }),
    );
    if (rows.length > 0) yield rows;
    last = rows.at(-1) ?? null;
    if (rows.length < limit) return;
  }
}

type Batch = { readonly after: LogRow | null; readonly upTo: number; readonly limit: number };

function eventsAfter(db: Database, organizationId: string, { after, upTo, limit }: Batch) {
  const events = eventsOf(db, organizationId)
    .where('sequence', '>', after?.sequence ?? 0)
    .where('sequence', '<=', upTo)
    .orderBy('sequence')
    .limit(limit);
  return withActors(db, organizationId, events).orderBy('e.sequence').execute();
}

async function matchingAfter(
  db: Database,
  organizationId: string,
  parts: Events[],
  { after, upTo, limit }: Batch,
) {
  const position = after && [after.at, after.sequence];
  const rest = parts.map((part) =>
    part.where(compareRow(timeColumns, '>', position)).where('sequence', '<=', upTo),
  );
  const events = merge(db, rest, 'asc', limit);
  if (!events) return [];
  return withActors(db, organizationId, events).orderBy('e.at').orderBy('e.sequence').execute();
}

/** Returns events by their sequence numbers, in order. */
export async function logAt(db: Database, organizationId: string, sequences: readonly number[]) {
  // PostgreSQL does not accept an empty list.
  if (sequences.length === 0) return [];
  return withActors(db, organizationId, eventsOf(db, organizationId).where('sequence', 'in', [...sequences]))
    .orderBy('e.sequence')
    .execute();
}
