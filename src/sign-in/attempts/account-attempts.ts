import { day } from '../../access/policy.ts';
import { SpedyError } from '../../contract/errors.ts';
import { addressKey } from '../../contract/limits/addresses.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { knownFor } from '../../sessions/device.ts';
import type { Database } from '../../storage/database.ts';
import {
  type AttemptsKey,
  deleteAttemptsBefore,
  deleteSourcesBefore,
  findBlock,
  isKnownSource,
  takeAttempt,
} from './queries.ts';

/** Milliseconds without a try after which an account's wrong passwords are forgotten. */
const forgottenAfter = day;

/** Whose password is tried, and from where. */
export type Try = {
  readonly organizationId: string;
  /** Null: the email is nobody's. */
  readonly userId: string | null;
  readonly emailKey: string;
  readonly address: string;
  /** Under which the browser may be known, or null. */
  readonly device: string | null;
  /** The id of a session of this member's own that the try came with. */
  readonly sessionId: string | null;
};

/**
 * Which tries count together: those from each address and each browser that the member has signed in from, those with
 * each session of theirs, and all others. So a stranger who makes an account slow makes it slow for strangers only.
 */
export async function attemptsOf(db: Database, attempt: Try): Promise<AttemptsKey> {
  const { organizationId, userId, emailKey, address, device, sessionId } = attempt;
  const account = userId ?? sharedAccount(organizationId, emailKey);
  if (sessionId !== null) return { organizationId, account, source: sessionId };
  if (device !== null && (await isKnownSource(db, organizationId, userId ?? '', device)))
    return { organizationId, account, source: device };
  const source = addressKey(address);
  // Asked for an email of nobody, too: what is known must not show in the time that an answer takes.
  const isKnown = await isKnownSource(db, organizationId, userId ?? '', source);
  return { organizationId, account, source: isKnown ? source : '' };
}

/**
 * Counts a try at a password before it is judged, so that many at once count as many, in whatever process. After ten
 * wrong ones the next are judged only after a while, and after a longer one the more there were.
 * @param now milliseconds since the epoch
 * @throws SpedyError rate_limited, with Retry-After in seconds
 */
export async function countAttempt(db: Database, key: AttemptsKey, now: number): Promise<void> {
  if (await takeAttempt(db, key, { now, forgottenBefore: now - forgottenAfter })) return;
  const blockedUntil = (await findBlock(db, key)) ?? now;
  const seconds = Math.max(1, Math.ceil((blockedUntil - now) / 1_000));
  throw new SpedyError('rate_limited', {
    message: 'Too many wrong passwords for this account: wait for the seconds in Retry-After.',
    headers: { 'retry-after': String(seconds) },
  });
}

/** Forgets tries that are old. */
export async function forgetAttempts(db: Database, now: number): Promise<void> {
  await deleteAttemptsBefore(db, now - forgottenAfter);
}

/** Forgets from where nobody has signed in for long. */
export async function forgetSources(db: Database, now: number): Promise<void> {
  await deleteSourcesBefore(db, now - knownFor);
}

/** Emails of nobody share some thousand accounts: made-up ones cannot fill the table, and answer as real ones do. */
function sharedAccount(organizationId: string, emailKey: string): string {
  return `none_${hashSecret(JSON.stringify([organizationId, emailKey])).toString('hex', 0, 2)}`;
}
