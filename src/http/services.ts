import type { FastifyBaseLogger } from 'fastify';
import type { Hooks } from '../contract/hooks.ts';
import type { Refusals } from '../contract/rejected-attempts.ts';
import type { Settings } from '../contract/settings.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
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
  readonly refusals: Refusals;
  readonly settings: Settings;
  readonly hooks: Hooks;
};
