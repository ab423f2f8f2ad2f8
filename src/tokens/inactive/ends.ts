import type { ChangeOrigin } from '../../contract/change-origin.ts';

/** Why a token is inactive. */
export const endReasons = [
  'expired',
  'revoked',
  'replaced',
  'leaked',
  'idle',
  'offboarded',
  'member_removed',
] as const;
export type EndReason = (typeof endReasons)[number];

/** Why a token ends, by whom (the ID of a member, or the kind of another actor), and what replaces it. */
export type End = {
  readonly reason: Exclude<EndReason, 'expired'>;
  readonly by: string | null;
  readonly successorId?: string | null;
};

/** Returns the end of a token by whoever makes a change. */
export function endBy({ actor }: Pick<ChangeOrigin, 'actor'>, reason: End['reason']): End {
  return { reason, by: actor.kind === 'member' ? actor.userId : actor.kind };
}
