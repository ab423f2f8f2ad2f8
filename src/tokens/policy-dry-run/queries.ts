import type { Database } from '../../storage/database.ts';
import { countedRows, totalOf } from '../../storage/list-queries.ts';
import { inOrder } from '../lists/order-queries.ts';
import { byActivity, byCreation, isUnusedSince } from '../organization/list-queries.ts';
import { withOwners } from '../organization/queries.ts';
import { activeTokens } from '../queries.ts';

/** Which tokens a policy would stop: all, or those last used or created before a time; null: none. */
export type Stop = { readonly all: boolean; readonly unusedSince: number | null };

/**
 * Returns at most `limit` active tokens that would stop, and the totals of tokens and members, counted up to 10,000 tokens.
 * All of them are listed newest first, idle ones unused for longest first.
 */
export async function findStopping(
  db: Database,
  organizationId: string,
  { all, unusedSince }: Stop,
  limit: number,
  now: number,
) {
  if (!all && unusedSince === null) return { rows: [], totalTokens: 0, totalMembers: 0, isExact: true };
  let tokens = activeTokens(db, organizationId, now);
  if (!all && unusedSince !== null) tokens = tokens.where(isUnusedSince(unusedSince - 1));
  const { counted, totalMembers } = await db
    .selectFrom(
      tokens
        .select('user_id')
        .limit(countedRows + 1)
        .as('stopping'),
    )
    .select((eb) => [
      eb.fn.countAll<number>().as('counted'),
      eb.fn.count<number>('user_id').distinct().as('totalMembers'),
    ])
    .executeTakeFirstOrThrow();
  const { total: totalTokens, isExact } = totalOf(counted, countedRows);
  const order = all ? byCreation : byActivity;
  const page = inOrder(order, tokens).select('access_tokens.id').limit(limit);
  const rows = await inOrder(order, withOwners(db, organizationId, page)).execute();
  return { rows, totalTokens, totalMembers, isExact };
}

/** Counts active members who have no second factor that the policy would accept. */
export async function countMembersWithoutFactor(
  db: Database,
  organizationId: string,
  required: 'required' | 'phishing-resistant',
): Promise<number> {
  const members = db
    .selectFrom('users as u')
    .leftJoin('second_factors as f', (on) =>
      on.onRef('f.organization_id', '=', 'u.organization_id').onRef('f.user_id', '=', 'u.id'),
    )
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('u.organization_id', '=', organizationId)
    .where('u.state', '=', 'active')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('passkeys as p')
            .select('p.id')
            .whereRef('p.organization_id', '=', 'u.organization_id')
            .whereRef('p.user_id', '=', 'u.id'),
        ),
      ),
    );
  const without = required === 'required' ? members.where('f.confirmed_at', 'is', null) : members;
  return (await without.executeTakeFirstOrThrow()).total;
}
