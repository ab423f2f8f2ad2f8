import { day } from '../../access/policy.ts';
import { SpedyError } from '../../contract/errors.ts';
import { addressKey } from '../../contract/limits/addresses.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { verifyPassword } from '../../credentials/password.ts';
import type { Database } from '../../storage/database.ts';
import { deleteExpired } from '../../storage/expired-rows-queries.ts';
import { Overloaded } from '../../storage/load/overloaded.ts';
import { isKnownSource } from '../sources/queries.ts';
import { type AttemptsKey, findBlock, takeAttempt, takeBackAttempt } from './queries.ts';

/** How long after the last attempt an account's wrong passwords are deleted, in milliseconds. */
const retention = day;

/** An attempt at a password: for which account, and from where. */
type Attempt = {
  readonly organizationId: string;
  /** Null for an unknown email. */
  readonly userId: string | null;
  readonly emailKey: string;
  readonly address: string;
  /** The source of the browser's device value, if any. */
  readonly device: string | null;
  /** The ID of the member's session that sent the attempt, if any. */
  readonly sessionId: string | null;
};

/**
 * Returns which attempts count together: those from each known address, known browser or session of the member count
 * separately, all others together. So an attacker who slows down an account does not slow down its member.
 */
export async function attemptsOf(db: Database, attempt: Attempt): Promise<AttemptsKey> {
  const { organizationId, userId, emailKey, address, device, sessionId } = attempt;
  const account = userId ?? sharedAccount(organizationId, emailKey);
  if (sessionId !== null) return { organizationId, account, source: sessionId };
  if (device !== null && (await isKnownSource(db, organizationId, userId ?? '', device)))
    return { organizationId, account, source: device };
  const source = addressKey(address);
  // Also queried for an unknown email, so that the response time does not reveal which emails are known.
  const isKnown = await isKnownSource(db, organizationId, userId ?? '', source);
  return { organizationId, account, source: isKnown ? source : '' };
}

/**
 * Counts an attempt at a password before it is checked, so that concurrent attempts in all processes count. After ten
 * wrong ones the next attempt has to wait, longer with more wrong ones.
 * @param now milliseconds since the epoch
 * @throws SpedyError rate_limited, with Retry-After in seconds
 */
export async function countAttempt(db: Database, key: AttemptsKey, now: number): Promise<void> {
  if (await takeAttempt(db, key, { now, expiredBefore: now - retention })) return;
  const blockedUntil = (await findBlock(db, key)) ?? now;
  const seconds = Math.max(1, Math.ceil((blockedUntil - now) / 1_000));
  throw new SpedyError('rate_limited', {
    message: 'Too many wrong passwords for this account. Wait for the number of seconds in Retry-After.',
    headers: { 'retry-after': String(seconds) },
  });
}

/**
 * Verifies the password of an attempt that was counted. It does not count if too many other passwords wait.
 * @throws Overloaded
 */
export async function verifyAttempt(
  db: Database,
  key: AttemptsKey,
  storedHash: string | null,
  password: string,
): Promise<boolean> {
  try {
    return await verifyPassword(storedHash, password);
  } catch (error) {
    if (error instanceof Overloaded) await takeBackAttempt(db, key);
    throw error;
  }
}

/** Deletes at most `limit` old attempts; returns how many. */
export function deleteOldAttempts(db: Database, now: number, limit: number): Promise<number> {
  return deleteExpired(db, 'sign_in_attempts', now - retention - 1, limit);
}

/** Maps unknown emails to 65,536 accounts: they get the same responses as known ones, and cannot fill the table. */
function sharedAccount(organizationId: string, emailKey: string): string {
  return `none_${hashSecret(JSON.stringify([organizationId, emailKey])).toString('hex', 0, 2)}`;
}
