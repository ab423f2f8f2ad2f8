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
