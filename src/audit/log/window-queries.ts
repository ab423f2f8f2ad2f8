import { type SqlBool, sql } from 'kysely';
import { foldCase } from '../../contract/lists/fold-case.ts';
import type { Database } from '../../storage/database.ts';
import { compareRow } from '../../storage/list-queries.ts';
import type { Direction } from './log-queries.ts';
import type { Events, Place, Selection } from './selection-queries.ts';

/** Maximum number of events that one search looks at, so that its cost does not depend on the length of the log. */
const searchedEvents = 1_000;

/** A position in the order of (at, sequence). */
type Position = readonly [at: number, sequence: number];

/** What a search found in a part of the log. */
export type Searched = {
  /** The matching events, the nearest first. */
  readonly found: readonly Place[];
  readonly looked: number;
  /** The last event that was looked at, if there are more beyond it. */
  readonly end: Position | null;
};

const timeColumns = ['at', 'sequence'] as const;

/** Searches the next events from a position on for those that match. */
export async function searchWindow(
  db: Database,
  organizationId: string,
  { parts, checks, search }: Selection,
  direction: Direction,
  after: Position | null,
): Promise<Searched> {
  const [beyond, until] = direction === 'older' ? (['<', '>='] as const) : (['>', '<='] as const);
  const rest = parts.map((part) => part.where(compareRow(timeColumns, beyond, after)));
  const end = await findEnd(db, rest, direction);
  const inside = rest.map((part) => (end === null ? part : part.where(upTo(until, end))));
  const { looked, candidates } = await readCandidates(organizationId, inside, checks, search !== null);
  const found = search === null ? candidates : candidates.filter(({ text }) => contains(text, search));
  const sign = direction === 'older' ? -1 : 1;
  return {
    found: found.toSorted((one, other) => sign * (one.at - other.at || one.sequence - other.sequence)),
    looked,
    end,
  };
}

function upTo(operator: '<=' | '>=', position: Position) {
  return sql<SqlBool>`(at, sequence) ${sql.raw(operator)} (${sql.join(position)})`;
}

/**
 * Returns the last event of the window, or null if the window has all remaining events. Each part has an equal share of the
 * window, and the nearest end of a share ends it, so that nothing in it is left out.
 */
async function findEnd(
  db: Database,
  parts: readonly Events[],
  direction: Direction,
): Promise<Position | null> {
  const order = direction === 'older' ? 'desc' : 'asc';
  const share = Math.max(1, Math.floor(searchedEvents / Math.max(1, parts.length)));
  const [first, ...others] = parts.map((part) =>
    db
      .selectFrom(
        part
          .orderBy('at', order)
          .orderBy('sequence', order)
          .limit(1)
          .offset(share - 1)
          .as('part'),
      )
      .select(['part.at', 'part.sequence']),
  );
  const all = others.reduce((union, other) => union?.unionAll(other), first);
  const nearest = await all?.orderBy('at', order).orderBy('sequence', order).limit(1).executeTakeFirst();
  return nearest ? [nearest.at, nearest.sequence] : null;
}

type Candidate = Place & { readonly text: string };

/** Reads the events of a window that pass the checks, with the text to search if that is wanted. */
async function readCandidates(
  organizationId: string,
  parts: readonly Events[],
  checks: Selection['checks'],
  withText: boolean,
): Promise<{ looked: number; candidates: readonly Candidate[] }> {
  const passes = checks.length === 0 ? sql<SqlBool>`true` : sql.join<SqlBool>(checks, sql` and `);
  const nameOf = (column: string) => sql`(
    select coalesce(u.name, '') || ' ' || coalesce(u.email, '') from users as u
    where u.organization_id = ${organizationId} and u.id = ${sql.ref(column)})`;
  const texts = [
    ...['action', 'target_id', 'credential_id', 'address', 'request_id'].map(
      (column) => sql`coalesce(${sql.ref(`audit_events.${column}`)}, '')`,
    ),
    ...['audit_events.actor_id', 'audit_events.target_id'].map(
      (column) => sql`coalesce(${nameOf(column)}, '')`,
    ),
    sql.ref('audit_events.details'),
  ];
  const text = withText ? sql<string>`${sql.join(texts, sql` || ${sql.lit('\n')} || `)}` : sql<string>`''`;
  const [first, ...others] = parts.map((part) =>
    part.select([text.as('text'), sql<boolean | number>`${passes}`.as('passes')]),
  );
  const rows = (await others.reduce((union, other) => union?.unionAll(other), first)?.execute()) ?? [];
  return { looked: rows.length, candidates: rows.filter((row) => Boolean(row.passes)) };
}

/** Whether a folded text is in an event: in one of its IDs, its address, a name or email, or a value of its details. */
function contains(text: string, search: string): boolean {
  const lines = text.split('\n');
  const details: unknown = JSON.parse(lines.pop() ?? '{}');
  return [...lines, ...valuesOf(details)].some((value) => foldCase(value).includes(search));
}

/** Returns all values of a JSON document as text. */
function valuesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(valuesOf);
  return value === null || typeof value === 'boolean' ? [] : [String(value)];
}
