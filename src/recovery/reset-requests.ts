import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import type { AddressAttemptLimit } from '../contract/limits/attempt-limit.ts';
import type { Refusals } from '../contract/rejected-attempts.ts';
import { parseEmail } from '../contract/text.ts';
import { hashSecret } from '../credentials/hash.ts';
import type { LinkMail } from '../mail/queue.ts';
import { findMemberByEmail } from '../members/queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { createReset } from './reset-links.ts';
import { pendingRequests, periodOf, takePending, takeRequest } from './reset-queries.ts';

const hour = 3_600_000;
/** Links that one email can request in an hour. */
const mostInHour = 3;
/** Requests of one round. */
const roundSize = 20;

export type RequestServices = {
  readonly db: Database;
  readonly refusals: Refusals;
  /** Requests from one address, for any email. */
  readonly limit: AddressAttemptLimit;
};

/**
 * Requests a link to reset a password. The answer and its time are the same for every email: a worker finds out later
 * whether a member has it.
 * @throws SpedyError validation_failed; rate_limited
 */
export async function requestReset(
  { db, refusals, limit }: RequestServices,
  organizationId: string,
  from: ChangeOrigin,
  text: string,
): Promise<void> {
  const { email, key } = parseEmail('email', text);
  const account = hashSecret(key);
  const { at, address, requestId } = from;
  const recordLimit = () =>
    refusals.record(organizationId, from, {
      action: 'refusal.limit',
      account: null,
      details: { email: key, reason: 'too_many_resets' },
    });
  try {
    await limit.take(address ?? '', organizationId);
  } catch (error) {
    recordLimit();
    throw error;
  }
  const request = { organizationId, account, email, address, requestId };
  if (await takeRequest(db, { ...request, now: at, periodBefore: at - hour, most: mostInHour })) return;
  recordLimit();
  const since = (await periodOf(db, { organizationId, account })) ?? at;
  throw new SpedyError('rate_limited', {
    message:
      'Too many links were requested for this email. Use the newest one, or wait for the number of seconds in Retry-After.',
    headers: { 'retry-after': String(Math.max(1, Math.ceil((since + hour - at) / 1_000))) },
  });
}

/**
 * Sends the requested links to the members who have these emails. Any number of processes may do so at the same time.
 * @returns whether there may be more
 */
export async function answerRequests(db: Database, linkMail: LinkMail, now: number): Promise<boolean> {
  const pending = await pendingRequests(db, roundSize);
  for (const { organizationId, account } of pending) {
    await inTransaction(db, async (trx) => {
      const request = await takePending(trx, { organizationId, account });
      if (!request) return;
      const member = await findMemberByEmail(trx, organizationId, request.email);
      if (member?.state !== 'active') return;
      const { address, requestId } = request;
      const from: ChangeOrigin = { actor: { kind: 'anonymous' }, at: now, address, requestId };
      await createReset(trx, organizationId, from, member, { linkMail, by: null, delivery: 'email' });
    });
  }
  return pending.length === roundSize;
}
