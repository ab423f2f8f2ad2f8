import type { TokenKind } from '../credentials/token-format.ts';
import type { Database, Transaction } from '../storage/database.ts';
import type { AuditDetails } from './audit-actions.ts';
import type { ChangeOrigin } from './change-origin.ts';

/** A reported credential, active or not. Its descendants are revoked too. */
export type ReportedCredential = {
  readonly organizationId: string;
  readonly credentialId: string;
  /** Notifies the owner of how many other credentials were revoked with it. */
  readonly notifyOwner: (trx: Transaction, from: ChangeOrigin, alsoRevoked: number) => Promise<void>;
};

/**
 * A kind of credential that a leak report can revoke. The feature that owns the credentials describes it in its
 * `feature.ts`.
 */
export type LeakKind = {
  readonly tokenKind: TokenKind;
  /**
   * Revokes an active credential and notifies its member. Null for an unknown value, or one that cannot have
   * descendants.
   */
  readonly revoke: (db: Database, from: ChangeOrigin, value: string) => Promise<ReportedCredential | null>;
};

/** Why a descendant is revoked, for its audit event. */
type LeakDetails = { readonly reason: string; readonly leaked: string };

/** A kind of credential that is created with other credentials. */
export type DescendantKind = {
  /** The IDs of those created with one of the credentials, active or not, at most `limit`. */
  readonly createdWith: (
    db: Database,
    organizationId: string,
    creatorIds: readonly string[],
    limit: number,
  ) => Promise<readonly string[]>;
  /** Revokes those that are active, with an audit event for each. Returns how many. */
  readonly revoke: (
    trx: Transaction,
    organizationId: string,
    from: ChangeOrigin,
    ids: readonly string[],
    details: LeakDetails,
  ) => Promise<number>;
};

/**
 * Called in the transaction that removes a member, for each feature that stores something of theirs. Returns what the
 * audit event says of it.
 */
export type MemberRemoved = (
  trx: Transaction,
  organizationId: string,
  userId: string,
  at: number,
) => Promise<Pick<AuditDetails<'member.removed'>, 'grantsEnded'>>;

/**
 * Releases at most `limit` rows that still name a removed member, after the removal has committed; returns how many.
 */
export type ReleaseMember = (
  db: Database,
  organizationId: string,
  userId: string,
  limit: number,
) => Promise<number>;

/** What the features of this server contribute to each other, collected from their descriptions. */
export type Hooks = {
  readonly leaks: readonly LeakKind[];
  readonly descendants: readonly DescendantKind[];
  readonly memberRemoved: MemberRemoved;
  readonly releaseMember: ReleaseMember;
};
