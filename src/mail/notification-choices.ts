import { appendAudit } from '../audit/append.ts';
import { changedFields } from '../audit/changed-fields.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import type { OptionalKind } from './kinds.ts';
import { mutedKinds, muteKind } from './recipients-queries.ts';
import type { NotificationChange } from './schema.ts';

/** Which of the optional messages a member wants. */
export type Notifications = { readonly tokenCreated: boolean; readonly tokenExpiring: boolean };

const kindOf: Readonly<Record<keyof Notifications, OptionalKind>> = {
  tokenCreated: 'token_created',
  tokenExpiring: 'token_expiring',
};

type Member = { readonly organizationId: string; readonly userId: string };

export async function notificationsOf(
  db: Database,
  { organizationId, userId }: Member,
): Promise<Notifications> {
  const muted = await mutedKinds(db, organizationId, userId);
  return {
    tokenCreated: !muted.includes(kindOf.tokenCreated),
    tokenExpiring: !muted.includes(kindOf.tokenExpiring),
  };
}

/** Changes which of the optional messages a member wants. */
export function changeNotifications(
  db: Database,
  from: ChangeOrigin,
  member: Member,
  change: NotificationChange,
): Promise<Notifications> {
  const { organizationId, userId } = member;
  return inTransaction(db, async (trx) => {
    const before = await notificationsOf(trx, member);
    const after = { ...before, ...change };
    const changed = changedFields(before, after);
    if (!changed) return before;
    for (const name of ['tokenCreated', 'tokenExpiring'] as const)
      await muteKind(trx, organizationId, userId, { kind: kindOf[name], isMuted: !after[name] });
    await appendAudit(trx, organizationId, from, {
      action: 'member.notifications_changed',
      target: { kind: 'user', id: userId },
      details: changed,
    });
    return after;
  });
}
