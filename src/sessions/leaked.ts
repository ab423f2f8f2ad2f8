import { appendAudit } from '../audit/append.ts';
import type { DescendantKind, LeakKind } from '../contract/hooks.ts';
import { hashBytes, hashSecret } from '../credentials/hash.ts';
import { addLeakNotice, type LeakedCredential, reportedAs } from '../notices/leak-notices.ts';
import { findCreatingCredential, rowsCreatedWith } from '../principals/created-with-queries.ts';
import { credentialFinder, verifyCredential } from '../principals/verify.ts';
import { inTransaction } from '../storage/database.ts';
import { deleteSession, findSessionInAnyOrganization } from './queries.ts';

/** A leaked session ends. If it has already ended, only its descendants end. */
export const leakedSessions: LeakKind = {
  tokenKind: 'session',
  revoke: async (db, from, value) => {
    const hash = hashSecret(value);
    const found = (await findSessionInAnyOrganization(db, hash)) ?? (await findCreatingCredential(db, hash));
    if (!found) return null;
    const { organizationId, id, userId } = found;
    const leaked: LeakedCredential = { organizationId, userId, kind: 'session_leaked', id, name: '' };
    const noticeId = await inTransaction(db, async (trx) => {
      if (!(await deleteSession(trx, organizationId, id))) return null;
      const notice = await addLeakNotice(trx, leaked, from.at);
      await appendAudit(trx, organizationId, from, {
        action: 'session.ended',
        target: { kind: 'session', id },
        details: { userId, reason: 'reported as leaked' },
      });
      return notice;
    });
    return reportedAs(leaked, noticeId);
  },
  identify: async (db, organizationId, value, now) => {
    const found = await findSessionInAnyOrganization(db, hashSecret(value));
    if (found?.organizationId !== organizationId) return null;
    const lookUp = credentialFinder(db);
    const presentation = { carrier: 'cookie', organizationId, audience: 'api' } as const;
    const verdict = await verifyCredential(
      (kind, hash) => lookUp(kind, hashBytes(hash)),
      presentation,
      value,
      now,
    );
    return { id: found.id, name: null, userId: found.userId, isActive: verdict.accepted };
  },
};

/** The sessions that were opened by accepting an invitation. */
export const sessionDescendants: DescendantKind = {
  createdWith: rowsCreatedWith('sessions'),
  revoke: async (trx, organizationId, from, ids, details) => {
    let count = 0;
    for (const id of ids) {
      if (!(await deleteSession(trx, organizationId, id))) continue;
      count += 1;
      await appendAudit(trx, organizationId, from, {
        action: 'session.ended',
        target: { kind: 'session', id },
        details,
      });
    }
    return count;
  },
};
