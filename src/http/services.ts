import type { FastifyBaseLogger } from 'fastify';
import type { Scope } from '../access/scopes.ts';
import type { Hooks } from '../contract/hooks.ts';
import type { Limits } from '../contract/limits/limits.ts';
import type { Refusals } from '../contract/rejected-attempts.ts';
import type { Settings } from '../contract/settings.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import type { CacheRows, NewestChanges } from '../principals/cached-credentials.ts';
import type { Principal } from '../principals/principal.ts';
import type { FindCredential } from '../principals/verify.ts';
import type { Database } from '../storage/database.ts';

/** What every feature gets. */
export type Services = {
  readonly db: Database;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: FastifyBaseLogger;
  readonly keys: KeyRing;
  /** Finds the principal of a credential. */
  readonly find: FindCredential;
  readonly cacheRows: CacheRows;
  /** The newest changes of access, for resource servers. */
  readonly changes: NewestChanges;
  readonly refusals: Refusals;
  /** Where limits are counted. */
  readonly limits: Limits;
  readonly settings: Settings;
  readonly hooks: Hooks;
  /** Records scopes that a request's token uses beyond that of its route. */
  readonly noteScopes: (member: Principal, scopes: readonly Scope[]) => void;
  /** Runs a sweep by its name soon, because a change left work for it. */
  readonly sweepSoon: (name: string) => void;
};
