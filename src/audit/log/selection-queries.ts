import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../../storage/database.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import type { LogFilter } from './filter.ts';

/** Events of one organization, before they are ordered: their times and sequence numbers. */
export type Events = SelectQueryBuilder<Tables, 'audit_events', Place>;
export type Place = { at: number; sequence: number };

/** The events that may match a filter, and what decides which of them do. */
export type Selection = {
  /** Several queries without common events, each of which an index answers in the order of (at, sequence). */
  readonly parts: readonly Events[];
  /** Conditions that no index knows, so that each event has to be checked. Empty for none. */
  readonly checks: readonly Expression<SqlBool>[];
  /** A folded text that each event has to be searched for, or null. */
  readonly search: string | null;
};

export function eventsOf(db: Database, organizationId: string): Events {
  return db
    .selectFrom('audit_events')
    .select(['audit_events.at', 'audit_events.sequence'])
    .where('audit_events.organization_id', '=', organizationId);
}

/** Whether every event matches a filter. */
export function isWhole(filter: LogFilter): boolean {
  return Object.values(filter).every((value) => value === null);
}

/** Whether a filter has no condition but its times. */
export function isOfTime(filter: LogFilter): boolean {
  return isWhole({ ...filter, from: null, to: null });
}

/** Whether single events have to be checked, because no index has all conditions of a filter. */
export function isChecked({ checks, search }: Selection): boolean {
  return checks.length > 0 || search !== null;
}

type Condition = Exclude<keyof LogFilter, 'from' | 'to' | 'search'>;
/**
 * The conditions that an index can answer, the one that usually leaves the fewest events first. Each index begins with the
 * organization and its own column; those with actions continue with the action, and all end with (at, sequence).
 */
const indexes = [
  { condition: 'targetId', hasActions: true },
  { condition: 'credentialId', hasActions: false },
  { condition: 'address', hasActions: false },
  { condition: 'actorId', hasActions: true },
  { condition: 'actions', hasActions: true },
  { condition: 'actorKind', hasActions: false },
] as const satisfies readonly { condition: Condition; hasActions: boolean }[];

const columns = {
  targetId: 'target_id',
  credentialId: 'credential_id',
  address: 'address',
  actorId: 'actor_id',
  actorKind: 'actor_kind',
} as const;

/**
 * Selects the events that match a filter by the best index. An index has either all actions or one, so a prefix is a query
 * for each action that has it, and so is a target or an actor.
 */
export async function selectEvents(
  db: Database,
  organizationId: string,
  filter: LogFilter,
): Promise<Selection> {
  const index = indexes.find(({ condition }) => filter[condition] !== null && isIndexed(condition, filter));
  const answered: ReadonlySet<Condition> = new Set(
    index === undefined ? [] : index.hasActions ? [index.condition, 'actions'] : [index.condition],
  );
  const checks = (Object.keys(columns) as (keyof typeof columns)[]).flatMap((condition) => {
    const value = filter[condition];
    return value === null || answered.has(condition) ? [] : [isEqual(columns[condition], value)];
  });
  if (filter.actions !== null && !answered.has('actions')) checks.push(hasAction(filter.actions));
  const events = withIndex(withTimes(eventsOf(db, organizationId), filter), index?.condition, filter);
  const parts = index?.hasActions
    ? (await actionsOf(db, organizationId, index.condition, filter)).map((action) =>
        events.where('action', '=', action),
      )
    : [events];
  return { parts, checks, search: filter.search };
}

/** Most events are of members, so no index has those by their kind of actor. */
function isIndexed(condition: Condition, { actorKind }: LogFilter): boolean {
  return condition !== 'actorKind' || actorKind !== 'member';
}

function withTimes(events: Events, { from, to }: LogFilter): Events {
  const since = from === null ? events : events.where('at', '>=', from);
  return to === null ? since : since.where('at', '<', to);
}

function withIndex(events: Events, condition: Condition | undefined, filter: LogFilter): Events {
  if (condition === undefined || condition === 'actions') return events;
  const found = events.where(columns[condition], '=', filter[condition]);
  // SQLite uses a partial index only if the query repeats its condition.
  return condition === 'actorKind' ? found.where('actor_kind', '<>', sql.lit('member')) : found;
}

/** coalesce() keeps the database from using the index of the column. */
function isEqual(column: string, value: string): Expression<SqlBool> {
  return sql<SqlBool>`coalesce(${sql.ref(column)}, '') = ${value}`;
}

function hasAction(actions: readonly string[]): Expression<SqlBool> {
  const matches = actions.map((action) =>
    action.endsWith('.')
      ? sql`substr(action, 1, ${sql.lit(action.length)}) = ${action}`
      : sql`coalesce(action, '') = ${action}`,
  );
  return sql<SqlBool>`(${sql.join(matches, sql` or `)})`;
}

/** Returns the actions to read with an index that has one action at a time. */
async function actionsOf(
  db: Database,
  organizationId: string,
  condition: Condition,
  filter: LogFilter,
): Promise<readonly string[]> {
  const { actions } = filter;
  if (actions?.every((action) => !action.endsWith('.'))) return actions;
  const column = condition === 'actions' ? null : columns[condition];
  const known = await findActions(db, organizationId, column, column && filter[condition]);
  return actions === null ? known : known.filter((action) => actions.some((one) => matches(action, one)));
}

function matches(action: string, wanted: string): boolean {
  return wanted.endsWith('.') ? action.startsWith(wanted) : action === wanted;
}

/**
 * Returns the actions in an organization's log, or of its events with a value in a column. Takes one step in an index for
 * each of them.
 */
async function findActions(
  db: Database,
  organizationId: string,
  column: string | null,
  value: unknown,
): Promise<string[]> {
  const indexed = column === null ? sql`` : sql`and ${sql.ref(column)} = ${value}`;
  const first = sql`select action from audit_events
    where organization_id = ${organizationId} ${indexed}`;
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
