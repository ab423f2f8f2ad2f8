import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import type { SessionPrincipal } from '../principals/principal.ts';
import { deleteSession } from '../sessions/queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { rememberDevice } from './sources/remember-sources.ts';

/**
 * Ends a member's session. Does nothing if it has already ended.
 * @param presented the device value from the browser
 * @returns the device value for the browser
 */
export function signOut(
  db: Database,
  from: ChangeOrigin,
  { organization, user, authentication: { sessionId } }: SessionPrincipal,
  presented: string | null,
): Promise<string> {
  return inTransaction(db, async (trx) => {
    const device = await rememberDevice(trx, organization.id, from, user.id, presented);
    if (await deleteSession(trx, organization.id, sessionId))
      await appendAudit(trx, organization.id, from, {
        action: 'session.ended',
        target: { kind: 'session', id: sessionId },
      });
    return device;
  });
}
