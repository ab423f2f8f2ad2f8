import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';

export const mailStates = ['waiting', 'failed', 'sent'] as const;

export type OperatorMail = Awaited<ReturnType<typeof listMail>>[number];

type Filter = {
  /** Null for all organizations. */
  readonly organizationId: string | null;
  readonly state: (typeof mailStates)[number] | null;
  readonly limit: number;
};

/** Returns the newest messages for the operator. */
export function listMail(db: Database, { organizationId, state, limit }: Filter) {
  return db
    .selectFrom('outbox')
    .innerJoin('organizations', 'organizations.id', 'outbox.organization_id')
    .select([
      'outbox.id',
      'organizations.slug as organization',
      'outbox.kind',
      'outbox.address',
      'outbox.state',
    ])
    .select([
      'outbox.attempts',
      'outbox.problem',
      'outbox.created_at as createdAt',
      'outbox.ended_at as endedAt',
    ])
    .$if(organizationId !== null, (query) => query.where('outbox.organization_id', '=', organizationId ?? ''))
    .$if(state !== null, (query) => query.where('outbox.state', '=', state ?? ''))
    .orderBy('outbox.created_at', 'desc')
    .orderBy('outbox.id', 'desc')
    .limit(limit)
    .execute();
}

/**
 * Returns how many messages of all organizations are due and how many are tried later, and when the oldest of them was
 * written. Reads at most `limit` of them, those that are due first.
 */
export async function outboxState(db: Database, now: number, limit: number) {
  const waiting = db
    .selectFrom('outbox')
    .select(['due_at as dueAt', 'created_at as createdAt'])
    // A literal, to match the partial index.
    .where('state', '=', sql.lit('waiting'))
    .orderBy('due_at')
    .limit(limit);
  const row = await db
    .selectFrom(waiting.as('waiting'))
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn.count<number>(eb.case().when('dueAt', '<=', now).then(1).end()).as('due'),
      eb.fn.min('createdAt').as('oldest'),
    ])
    .executeTakeFirstOrThrow();
  const [all, due] = [Number(row.all), Number(row.due)];
  return { due, later: all - due, oldest: row.oldest };
}
