import type { Database } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import { withOwners } from '../organization/queries.ts';
import { activeTokens } from '../queries.ts';

/** Which tokens a policy would stop: all, or those last used or created before a time; null: none. */
export type Stop = { readonly all: boolean; readonly unusedSince: number | null };

/** Returns at most `limit` active tokens that would stop, newest first, and the totals of tokens and members. */
export async function findStopping(
  db: Database,
  organizationId: string,
  { all, unusedSince }: Stop,
  limit: number,
  now: number,
) {
  if (!all && unusedSince === null) return { rows: [], totalTokens: 0, totalMembers: 0 };
  let tokens = activeTokens(db, organizationId, now);
  if (!all) {
    tokens = tokens.where((eb) =>
      eb(eb.fn.coalesce(lastUseOf('access_tokens'), 'access_tokens.created_at'), '<', unusedSince),
    );
  }
  const totals = await tokens
    .select((eb) => [
      eb.fn.countAll<number>().as('totalTokens'),
      eb.fn.count<number>('user_id').distinct().as('totalMembers'),
    ])
    .executeTakeFirstOrThrow();
  const rows = await withOwners(
    db,
    organizationId,
    tokens
      .select('access_tokens.id')
      .orderBy('access_tokens.created_at', 'desc')
      .orderBy('access_tokens.id', 'desc')
      .limit(limit),
  ).execute();
  return { rows, ...totals };
}

/** Counts active members without a confirmed second factor. */
export async function countMembersWithoutSecondFactor(db: Database, organizationId: string): Promise<number> {
  const { total } = await db
    .selectFrom('users as u')
    .leftJoin('second_factors as f', (on) =>
      on.onRef('f.organization_id', '=', 'u.organization_id').onRef('f.user_id', '=', 'u.id'),
    )
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('u.organization_id', '=', organizationId)
    .where('u.state', '=', 'active')
    .where('f.confirmed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return total;
}
