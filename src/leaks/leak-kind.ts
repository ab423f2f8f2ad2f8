import type { Provenance } from '../audit/provenance.ts';
import type { TokenKind } from '../credentials/token-format.ts';
import type { Database, Transaction } from '../storage/database.ts';

/** Where a leak report comes from: it names no organization. */
export type ReportProvenance = Omit<Provenance, 'organizationId'>;

/** A credential that was reported, whether it still lived or had ended: what it made is to end as well. */
export type Reported = {
  readonly organizationId: string;
  readonly credentialId: string;
  /** Tells whoever it belongs to how many others have ended with it. */
  readonly tell: (trx: Transaction, from: Provenance, alsoEnded: number) => Promise<void>;
};

/**
 * A kind of credential that a leak report can end. The rooms that own credentials each provide one, and the
 * composition root hands them to the leak report's route.
 */
export type LeakKind = {
  readonly tokenKind: TokenKind;
  /** Ends a live credential and tells its member. Null for a value that is none, or that can have made nothing. */
  readonly revoke: (db: Database, from: ReportProvenance, value: string) => Promise<Reported | null>;
};

/** A kind of credential that others make. */
export type OffspringKind = {
  /** The ids of those that were made with one of the credentials, ended or not, at most `limit`. */
  readonly madeBy: (
    db: Database,
    organizationId: string,
    makerIds: readonly string[],
    limit: number,
  ) => Promise<readonly string[]>;
  /** Ends those that have not ended, with an audit event for each; gives how many. */
  readonly end: (
    trx: Transaction,
    from: Provenance,
    ids: readonly string[],
    details: Readonly<Record<string, unknown>>,
  ) => Promise<number>;
};
