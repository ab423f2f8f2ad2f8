import { sql } from 'kysely';
import { dayOf } from '../access/policy.ts';
import type { Database } from '../storage/database.ts';
import { addDailyUse, type DailyUse } from './usage-queries.ts';

/** Least time between two writes for one credential, in milliseconds: what is shown lags by less than a minute. */
const writeInterval = 55_000;
/** How often marks that are due are looked for, in milliseconds. */
const tick = 5_000;
/** Rows in one statement, well under the parameter limits of both databases. */
const batchSize = 5_000;

const tables = ['access_tokens', 'sessions', 'oauth_grants'] as const;
type Table = (typeof tables)[number];
type Mark = {
  table: Table;
  organizationId: string;
  id: string;
  at: number;
  writtenAt: number;
  pending: boolean;
  /** Uses that are not written yet, by day (days since the epoch, UTC). */
  uses: Map<number, number>;
};
type PendingUse = DailyUse & { readonly mark: Mark };

/**
 * When each credential was last used, and how often each token on each day. A request only marks it in memory; marks
 * are written in batches, at most about once a minute for one credential, and on close. A time never moves backwards,
 * whichever process writes last; counts of several processes add up.
 */
export class LastUse {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #marks = new Map<string, Mark>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, now: () => number, onError: (error: unknown) => void) {
    this.#db = db;
    this.#now = now;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(false), tick).unref();
  }

  /** Marks a credential as used now, by a request that was let in. No I/O. */
  mark(table: Table, organizationId: string, id: string): void {
    const at = this.#now();
    const known = this.#marks.get(id);
    const mark = known ?? { table, organizationId, id, at, writtenAt: 0, pending: true, uses: new Map() };
    mark.at = at;
    mark.pending = true;
    if (table === 'access_tokens') addUse(mark, dayOf(at), 1);
    if (!known) this.#marks.set(id, mark);
  }

  /** Writes the marks that are due, or all of them. A failed write keeps its marks for the next time. */
  flush(all: boolean): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(all)).catch(this.#onError);
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush(true);
  }

  async #write(all: boolean): Promise<void> {
    const due = this.#takeDue(all);
    const uses = due.flatMap(takeUses);
    try {
      for (const table of tables) {
        const marks = due.filter((mark) => mark.table === table);
        for (let start = 0; start < marks.length; start += batchSize) {
          await writeLastUse(this.#db, table, marks.slice(start, start + batchSize));
        }
      }
      while (uses.length > 0) {
        await addDailyUse(this.#db, uses.slice(0, batchSize));
        uses.splice(0, batchSize);
      }
    } catch (error) {
      // Due again at once: what is shown must not lag behind for another interval.
      for (const mark of due) Object.assign(mark, { pending: true, writtenAt: 0 });
      for (const { mark, day, count } of uses) addUse(mark, day, count);
      throw error;
    }
  }

  /** Marks to write now; what has been idle for an interval is forgotten. */
  #takeDue(all: boolean): Mark[] {
    const now = this.#now();
    const due: Mark[] = [];
    for (const mark of this.#marks.values()) {
      const waited = now - mark.writtenAt >= writeInterval;
      if (mark.pending && (all || waited)) {
        mark.pending = false;
        mark.writtenAt = now;
        due.push(mark);
      } else if (waited) {
        this.#marks.delete(mark.id);
      }
    }
    return due;
  }
}

function addUse({ uses }: Mark, day: number, count: number): void {
  uses.set(day, (uses.get(day) ?? 0) + count);
}

/** The uses of a mark that are to be written; what comes meanwhile is counted anew. */
function takeUses(mark: Mark): PendingUse[] {
  const { organizationId, id } = mark;
  const taken = [...mark.uses].map(([day, count]) => ({ organizationId, tokenId: id, day, count, mark }));
  mark.uses.clear();
  return taken;
}

async function writeLastUse(db: Database, table: Table, marks: readonly Mark[]): Promise<void> {
  const rows = marks.map((mark) => sql`(${mark.organizationId}, ${mark.id}, cast(${mark.at} as bigint))`);
  const target = sql.table(table);
  await sql`
    with used (organization_id, id, at) as (values ${sql.join(rows)})
    update ${target} set last_used_at = used.at from used
    where ${target}.organization_id = used.organization_id and ${target}.id = used.id
      and (${target}.last_used_at is null or ${target}.last_used_at < used.at)
  `.execute(db);
}
