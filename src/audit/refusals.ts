import type { LRUCache } from 'lru-cache';
import { type ChangeOrigin, ownOrigin } from '../contract/change-origin.ts';
import type { Refusal, Refusals } from '../contract/rejected-attempts.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { growingCache } from '../storage/growing-cache.ts';
import { runUnattended } from '../storage/load/work.ts';
import { appendAudit } from './append.ts';
import {
  countRefusals,
  countWritten,
  findOldRefusals,
  type RefusalKey,
  takeRefusals,
} from './refusal-queries.ts';

/**
 * Number of rejected attempts per kind and account that get their own event; the others of the hour share
 * one.
 */
const ownEvents = 5;
/** Milliseconds after which counters are summarized. */
const summaryInterval = 3_600_000;
/** Maximum number of counters per sweep. */
const batchSize = 500;
/**
 * Maximum number of accounts that a process tracks. Attempts at an account that was dropped cost extra
 * writes.
 */
const capacity = 10_000;
/** Attempts without an account share one counter, so that a flood of invented emails needs only one row. */
const noAccount = '*';

type Pending = { readonly key: RefusalKey; count: number; at: number };

/**
 * Writes rejected attempts to the audit log. The first few per kind and account get their own event. The
 * others are counted, first in memory, and summarized once an hour, so that a flood cannot fill the log or
 * the disk.
 */
export class RefusalLog implements Refusals {
  readonly #db: Database;
  readonly #now: () => number;
  /** The number of attempts in this process by kind and account, for an hour. */
  readonly #recent: LRUCache<string, { count: number; readonly since: number }>;
  readonly #pending = new Map<string, Pending>();
  readonly #writing = new Set<Promise<void>>();
  readonly #onError: (error: unknown) => void;

  /**
   * @param now milliseconds since the epoch
   * @param onError called if an attempt cannot be written
   */
  constructor(db: Database, now: () => number, onError: (error: unknown) => void) {
    this.#db = db;
    this.#now = now;
    this.#onError = onError;
    this.#recent = growingCache(capacity);
  }

  /**
   * Records a rejected attempt. Returns before it is written, because a slower response would reveal that an
   * account exists. After the first few attempts it does no I/O.
   */
  record(organizationId: string, from: ChangeOrigin, refusal: Refusal): void {
    const { action, account } = refusal;
    const key = { organizationId, action, account: account ?? noAccount };
    if (!this.#getsOwnEvent(key)) {
      this.#countInMemory(key, from.at);
      return;
    }
    const writing = runUnattended(() => this.#write(key, from, refusal))
      .catch(this.#onError)
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async #write(key: RefusalKey, from: ChangeOrigin, { action, account, details }: Refusal): Promise<void> {
    await inTransaction(this.#db, async (trx) => {
      const total = await countRefusals(trx, key, 1, from.at);
      if (total > ownEvents) return;
      await countWritten(trx, key);
      await appendAudit(trx, key.organizationId, from, {
        action,
        target: targetOf(account, details),
        details,
      });
    });
  }

  /** Waits for running writes, and writes the counters in memory. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing);
    for (const [id, pending] of [...this.#pending]) {
      const { key, count, at } = pending;
      pending.count = 0;
      try {
        if (count > 0) await countRefusals(this.#db, key, count, at);
      } catch (error) {
        pending.count += count;
        throw error;
      }
      if (pending.count === 0) this.#pending.delete(id);
    }
  }

  /**
   * Writes the counters in memory, and summarizes counters that are an hour old: one event for each kind and
   * account.
   * @throws AggregateError with the errors of all failed accounts, after trying every account
   */
  async sweep(): Promise<void> {
    await this.flush();
    const before = this.#now() - summaryInterval;
    const failures: unknown[] = [];
    for (const key of await findOldRefusals(this.#db, before, batchSize)) {
      try {
        await this.#summarize(key, before);
      } catch (cause) {
        failures.push(
          new Error(`cannot summarize the rejected attempts of ${key.organizationId}`, { cause }),
        );
      }
    }
    if (failures.length > 0) throw new AggregateError(failures);
  }

  #summarize(key: RefusalKey, before: number): Promise<void> {
    return inTransaction(this.#db, async (trx) => {
      const counted = await takeRefusals(trx, key, before);
      if (!counted || counted.total <= counted.written) return;
      const account = key.account === noAccount ? null : key.account;
      await appendAudit(trx, key.organizationId, ownOrigin('system', this.#now()), {
        action: 'refusal.summed',
        target: targetOf(account, {}),
        details: {
          kind: key.action,
          count: counted.total - counted.written,
          from: formatTimestamp(counted.since),
          to: formatTimestamp(counted.lastAt),
        },
      });
    });
  }

  #getsOwnEvent(key: RefusalKey): boolean {
    const now = this.#now();
    const id = idOf(key);
    const recent = this.#recent.get(id);
    if (!recent || now - recent.since >= summaryInterval) {
      this.#recent.set(id, { count: 1, since: now });
      return true;
    }
    recent.count += 1;
    return recent.count <= ownEvents;
  }

  #countInMemory(key: RefusalKey, at: number): void {
    const pending = this.#pending.get(idOf(key)) ?? { key, count: 0, at };
    pending.count += 1;
    pending.at = at;
    this.#pending.set(idOf(key), pending);
  }
}

function targetOf(account: string | null, { email }: { readonly email?: string | null }) {
  if (account !== null) return { kind: 'user', id: account } as const;
  return { kind: 'account', id: email ?? 'unknown' } as const;
}

function idOf({ organizationId, action, account }: RefusalKey): string {
  return `${organizationId} ${action} ${account}`;
}
