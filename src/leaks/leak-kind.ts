import type { Provenance } from '../audit/provenance.ts';
import type { TokenKind } from '../credentials/token-format.ts';
import type { Database } from '../storage/database.ts';

/**
 * A kind of credential that a leak report can end. The rooms that own credentials each provide one, and the
 * composition root hands them to the leak report's route.
 */
export type LeakKind = {
  readonly tokenKind: TokenKind;
  /** Revokes a live credential and tells its member; does nothing about any other value. */
  readonly revoke: (db: Database, from: Omit<Provenance, 'organizationId'>, value: string) => Promise<void>;
};
