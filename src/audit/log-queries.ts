import { type PageRequest, pageOffset } from '../contract/paging.ts';
import type { Database } from '../storage/database.ts';

/** A filter of the log. Times are milliseconds since the epoch; `from` is inclusive, `to` exclusive. */
export type LogFilter = {
  readonly actorId: string | null;
  /** An action, or a prefix that ends with a dot. */
  readonly action: string | null;
  readonly targetId: string | null;
  readonly from: number | null;
  readonly to: number | null;
};

const noFilter: LogFilter = { actorId: null, action: null, targetId: null, from: null, to: null };

export type LogRow = Awaited<ReturnType<typeof logAfter>>[number];

/** The events of an organization that match a filter, with their actors. */
function filteredLog(db: Database, organizationId: string, filter: LogFilter) {
  const { actorId, action, targetId, from, to } = filter;
  let events = db
    .selectFrom('audit_events as e')
    .leftJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'e.organization_id').onRef('u.id', '=', 'e.actor_id'),
    )
    .where('e.organization_id', '=', organizationId);
  if (actorId !== null) events = events.where('e.actor_id', '=', actorId);
  if (targetId !== null) events = events.where('e.target_id', '=', targetId);
  if (from !== null) events = events.where('e.at', '>=', from);
  if (to !== null) events = events.where('e.at', '<', to);
  if (action === null) return events;
  if (!action.endsWith('.')) return events.where('e.action', '=', action);
  // Not LIKE, where an underscore matches any character and case folding differs between databases.
  return events.where((eb) =>
    eb(eb.fn('substr', ['e.action', eb.lit(1), eb.lit(action.length)]), '=', action),
  );
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

/** Returns a page of the log, newest first, and the number of matching events. */
export async function listLog(db: Database, organizationId: string, filter: LogFilter, page: PageRequest) {
  const events = filteredLog(db, organizationId, filter);
  const { total } = await events
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await events
    .select(logColumns)
    .orderBy('e.sequence', 'desc')
    .limit(page.limit)
    .offset(pageOffset(page))
    .execute();
  return { total, rows };
}

/** Returns up to `limit` events in a range of sequence numbers, in order. */
export function logAfter(
  db: Database,
  organizationId: string,
  filter: LogFilter,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
) {
  return filteredLog(db, organizationId, filter)
    .select(logColumns)
    .where('e.sequence', '>', after)
    .where('e.sequence', '<=', upTo)
    .orderBy('e.sequence')
    .limit(limit)
    .execute();
}

/** Returns events by their sequence numbers, in order. */
export async function logAt(db: Database, organizationId: string, sequences: readonly number[]) {
  // PostgreSQL does not accept an empty list.
  if (sequences.length === 0) return [];
  return filteredLog(db, organizationId, noFilter)
    .select(logColumns)
    .where('e.sequence', 'in', [...sequences])
    .orderBy('e.sequence')
    .execute();
}
