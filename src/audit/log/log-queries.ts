import type { SelectQueryBuilder } from 'kysely';
import type { Database } from '../../storage/database.ts';
import { compareRow, countRows, type Total } from '../../storage/list-queries.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import { type Events, eventsOf, type Place } from './selection-queries.ts';

export type LogRow = Awaited<ReturnType<typeof logAt>>[number];
/** The columns that an order of the log compares. Sequence numbers have no gaps; times may repeat. */
export type OrderColumns = readonly ['sequence'] | readonly ['at', 'sequence'];
/** To older events, or to newer ones. */
export type Direction = 'older' | 'newer';

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

/** Returns events by their sequence numbers, in order. */
export async function logAt(db: Database, organizationId: string, sequences: readonly number[]) {
  // PostgreSQL does not accept an empty list.
  if (sequences.length === 0) return [];
  const events = eventsOf(db, organizationId).where('sequence', 'in', [...sequences]);
  const rows = await withActors(db, organizationId, events).execute();
  return rows.toSorted((one, other) => one.sequence - other.sequence);
}

type Reading = {
  readonly direction: Direction;
  readonly after: readonly number[] | null;
  readonly offset: number;
  readonly limit: number;
};

/** Reads events from a position on, the nearest first. */
export async function readEvents(
  db: Database,
  organizationId: string,
  parts: readonly Events[],
  columns: OrderColumns,
  { direction, after, offset, limit }: Reading,
): Promise<LogRow[]> {
  const [operator, order] = direction === 'older' ? (['<', 'desc'] as const) : (['>', 'asc'] as const);
  const rest = parts.map((part) => part.where(compareRow(columns, operator, after)));
  const events = merge(db, rest, columns, order, offset + limit);
  if (!events) return [];
  return columns
    .reduce(
      (query, column) => query.orderBy(`e.${column}`, order),
      withActors(db, organizationId, events.limit(limit).offset(offset)),
    )
    .execute();
}

/**
 * Selects the first `limit` events of several queries. Each of them is ordered and limited, because PostgreSQL would
 * sort all of their rows otherwise.
 */
function merge(
  db: Database,
  parts: readonly Events[],
  columns: OrderColumns,
  order: 'asc' | 'desc',
  limit: number,
) {
  const [first, ...others] = parts.map((part) =>
    db
      .selectFrom(
        columns
          .reduce((query, column) => query.orderBy(column, order), part)
          .limit(limit)
          .as('part'),
      )
      .select(['part.at', 'part.sequence']),
  );
  const all = others.reduce((union, other) => union?.unionAll(other), first);
  return columns.reduce((query, column) => query?.orderBy(column, order), all);
}

/** Counts the events of several queries, up to the number that lists count. */
export async function countEvents(db: Database, parts: readonly Events[]): Promise<Total> {
  const [first, ...others] = parts;
  const events = others.reduce((all, one) => all?.unionAll(one), first);
  return events ? countRows(db, db.selectFrom(events.as('matching'))) : { total: 0, isExact: true };
}
