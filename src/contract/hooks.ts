import type { TokenKind } from '../credentials/token-format.ts';
import type { Database, Transaction } from '../storage/database.ts';
import type { Total } from '../storage/list-queries.ts';
import type { AuditDetails } from './audit-actions.ts';
import type { ChangeOrigin } from './change-origin.ts';

/** A reported credential, active or not. Its descendants are revoked too. */
export type ReportedCredential = {
  readonly organizationId: string;
  readonly credentialId: string;
  /** Notifies the owner of how many other credentials were revoked with it. */
  readonly notifyOwner: (trx: Transaction, from: ChangeOrigin, alsoRevoked: number) => Promise<void>;
};

/** What an administrator learns of a credential from its value. */
type IdentifiedCredential = {
  readonly id: string;
  /** Of a token, an application or an invited email; null for what has no name. */
  readonly name: string | null;
  /** The member it acts as, or who created it; null for none. */
  readonly userId: string | null;
  readonly isActive: boolean;
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
  /** Finds a credential of an organization by its value. Missing for kinds that nobody has to tell apart. */
  readonly identify?: (
    db: Database,
    organizationId: string,
    value: string,
    now: number,
  ) => Promise<IdentifiedCredential | null>;
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
 * audit event says of it. What it takes to end that follows after the commit (`ReleaseMember`).
 */
export type MemberRemoved = (
  trx: Transaction,
  organizationId: string,
  userId: string,
  at: number,
) => Promise<Pick<AuditDetails<'member.removed'>, 'grantsEnded'>>;

/**
 * Called in the transaction that ends a member's access on behalf of the identity provider, for each feature that stores
 * credentials of theirs. Ends them permanently. Returns what the audit event says of it.
 */
export type MemberOffboarded = (
  trx: Transaction,
  organizationId: string,
  userId: string,
  at: number,
) => Promise<Partial<AuditDetails<'member.offboarded'>>>;

/**
 * Releases at most `limit` rows that still name a removed member, after the removal has committed; returns how many.
 */
export type ReleaseMember = (
  db: Database,
  organizationId: string,
  userId: string,
  limit: number,
  at: number,
) => Promise<number>;

/** What a member has that ends with their access, and how many of each, up to a limit. */
type AccessCounts = { readonly [Name in 'tokens' | 'connections']?: Total };

/** Counts what a feature stores for the access of a member. */
export type CountAccess = (
  db: Database,
  organizationId: string,
  userId: string,
  now: number,
) => Promise<AccessCounts>;

/** What the features of this server contribute to each other, collected from their descriptions. */
export type Hooks = {
  readonly leaks: readonly LeakKind[];
  readonly descendants: readonly DescendantKind[];
  readonly memberRemoved: MemberRemoved;
  readonly memberOffboarded: MemberOffboarded;
  readonly releaseMember: ReleaseMember;
  readonly countAccess: CountAccess;
};
