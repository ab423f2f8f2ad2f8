import { SpedyError } from './errors.ts';

/** The scopes of a PAT, null for all, and its end in milliseconds since the epoch, null for never. */
type PatLimits = { readonly scopes: readonly string[] | null; readonly expiresAt: number | null };

/** Who made a change. `operator` is the command line; `system` is the server's sweeps. */
type Actor =
  | {
      readonly kind: 'member';
      readonly userId: string;
      readonly credentialKind: string;
      readonly credentialId: string;
      /** What a PAT allowed when the request with it was admitted. Others cannot be narrowed. */
      readonly pat?: PatLimits;
    }
  /** An identity provider with a SCIM token. */
  | { readonly kind: 'scim'; readonly tokenId: string }
  | { readonly kind: 'operator' | 'system' | 'anonymous' };

/**
 * The origin of a change: who made it, from which address, when (milliseconds since the epoch) and in which
 * request.
 */
export type ChangeOrigin = {
  readonly actor: Actor;
  readonly at: number;
  readonly address: string | null;
  readonly requestId: string | null;
};

/** Returns the origin of a change made on the command line or by the server itself. */
export function ownOrigin(kind: 'operator' | 'system', at: number): ChangeOrigin {
  return { actor: { kind }, at, address: null, requestId: null };
}

/** Whether a change is made with a session. */
export function isSession({ actor }: Pick<ChangeOrigin, 'actor'>): boolean {
  return actor.kind === 'member' && actor.credentialKind === 'session';
}

/**
 * Rejects a change that a member makes with a token. Tokens are stored in files and can leak; a leaked token must not
 * create administrators, who would outlive it.
 * @throws SpedyError session_required
 */
export function requireSession(from: Pick<ChangeOrigin, 'actor'>, message: string): void {
  if (from.actor.kind === 'member' && !isSession(from)) throw new SpedyError('session_required', { message });
}
