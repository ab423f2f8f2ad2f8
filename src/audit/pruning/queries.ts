import type { Database, Transaction } from '../../storage/database.ts';

/**
 * The organizations after one, in the order of their IDs.
 * @param after an empty text for the first ones
 * @param onlyOwn only those with a retention of their own
 */
export async function organizationsAfter(
  db: Database,
  after: string,
  limit: number,
  onlyOwn: boolean,
): Promise<{ readonly id: string; readonly slug: string; readonly own: number | null }[]> {
  return db
    .selectFrom('organizations')
    .select(['id', 'slug', 'audit_retention_days as own'])
    .where('id', '>', after)
    .$if(onlyOwn, (query) => query.where('audit_retention_days', 'is not', null))
    .orderBy('id')
    .limit(limit)
    .execute();
}

/**
 * The last event of the part of a chain in which every event is before a time; undefined if there is none. The order is that
 * of the chain: a clock that was wrong for a moment must not take newer events along.
 */
export async function lastBefore(db: Database, organizationId: string, before: number) {
  const events = db.selectFrom('audit_events').where('organization_id', '=', organizationId);
  const newer = await events
    .select('sequence')
    .where('at', '>=', before)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
  return events
    .select(['sequence', 'hash'])
    .$if(newer !== undefined, (query) => query.where('sequence', '<', newer?.sequence ?? 0))
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The first event of a chain; undefined if it has none. */
export function firstEvent(db: Database, organizationId: string) {
  return db
    .selectFrom('audit_events')
    .select(['sequence', 'at'])
    .where('organization_id', '=', organizationId)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
}

/** The latest time of an organization's events, in milliseconds since the epoch; undefined if it has none. */
export async function latestTime(db: Database, organizationId: string): Promise<number | undefined> {
  const event = await db
    .selectFrom('audit_events')
    .select('at')
    .where('organization_id', '=', organizationId)
    .orderBy('at', 'desc')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return event?.at;
}

const clockMark = 'retention_clock';

/** What servers know of the time, as JSON; undefined if they have not run yet. */
export async function findClockMark(db: Database): Promise<string | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', clockMark)
    .executeTakeFirst();
  return row?.value;
}

export async function saveClockMark(db: Database, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ name: clockMark, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** The event that says where the chain begins since the last pruning; undefined if it was never pruned. */
export function lastPruning(db: Database, organizationId: string) {
  return db
    .selectFrom('audit_events')
    .select('details')
    .where('organization_id', '=', organizationId)
    .where('action', '=', 'organization.audit_pruned')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Deletes the oldest events up to a sequence, at most `limit`, with the redactions that they declare. Returns how many. */
export async function deleteEvents(
  trx: Transaction,
  organizationId: string,
  through: number,
  limit: number,
): Promise<number> {
  const oldest = await trx
    .selectFrom('audit_events')
    .select(['sequence', 'id', 'action'])
    .where('organization_id', '=', organizationId)
    .where('sequence', '<=', through)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  const last = oldest.at(-1);
  if (!last) return 0;
  const declared = oldest.filter(({ action }) => action === 'member.erased').map(({ id }) => id);
  if (declared.length > 0)
    await trx
      .deleteFrom('audit_redactions')
      .where('organization_id', '=', organizationId)
      .where('declared_by', 'in', declared)
      .execute();
  await trx
    .deleteFrom('audit_events')
    .where('organization_id', '=', organizationId)
    .where('sequence', '<=', last.sequence)
    .execute();
  return oldest.length;
}
