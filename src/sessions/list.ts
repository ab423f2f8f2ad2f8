import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { isId } from '../storage/ids.ts';
import { openings, shownFactors } from './open-session.ts';
import { deleteSessionOf, deleteSessionsOf, listSessions } from './queries.ts';

/** Returns a member's sessions, newest first. `currentId` is marked as the current one. */
export async function sessionsOf(
  db: Database,
  organizationId: string,
  userId: string,
  currentId: string,
  now: number,
) {
  const rows = await listSessions(db, organizationId, userId, now);
  return rows.map((row) => ({
    id: row.id,
    current: row.id === currentId,
    createdAt: formatTimestamp(row.createdAt),
    lastUsedAt: formatTimestamp(row.lastUsedAt),
    expiresAt: formatTimestamp(row.expiresAt),
    address: row.address,
    userAgent: row.userAgent,
    openedBy: wordOf(openings, row.openedBy),
    secondFactor: row.secondFactor === null ? null : wordOf(shownFactors, row.secondFactor),
    secondFactorAt: row.secondFactorAt === null ? null : formatTimestamp(row.secondFactorAt),
  }));
}

/** @throws Error on an unknown value */
function wordOf<Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((known) => known === text);
  if (!word) throw new Error(`a session has the unknown value ${text}`);
  return word;
}

/**
 * Ends one of a member's sessions.
 * @throws SpedyError not_found for a session of another member, or one that has ended
 */
export async function endSession(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  sessionId: string,
): Promise<void> {
  if (!isId('ses', sessionId)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    if (!(await deleteSessionOf(trx, organizationId, userId, sessionId))) throw new SpedyError('not_found');
    await appendAudit(trx, organizationId, from, {
      action: 'session.ended',
      target: { kind: 'session', id: sessionId },
    });
  });
}

/** Ends all sessions of a member, including the current one. */
export async function endEverySession(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    for (const { id } of await deleteSessionsOf(trx, organizationId, userId)) {
      await appendAudit(trx, organizationId, from, {
        action: 'session.ended',
        target: { kind: 'session', id },
      });
    }
  });
}
