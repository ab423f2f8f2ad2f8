import { appendAudit } from '../../audit/append.ts';
import type { LeakKind } from '../../contract/hooks.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { inTransaction } from '../../storage/database.ts';
import { endToken, findTokenHome } from '../queries.ts';
import { reportedAs, type Subject, tellLeak } from './notify.ts';

/** A leaked personal access token is revoked, and its member gets a notice, in one transaction. */
export const leakedPats: LeakKind = {
  tokenKind: 'pat',
  revoke: async (db, from, value) => {
    const home = await findTokenHome(db, hashSecret(value));
    if (!home) return null;
    const { organizationId, id, userId, name } = home;
    const subject: Subject = { organizationId, userId, kind: 'token_leaked', id, name };
    const noticeId = await inTransaction(db, async (trx) => {
      const token = await endToken(trx, organizationId, id, { userId: null, now: from.at, endsAt: from.at });
      if (!token) return null;
      const notice = await tellLeak(trx, subject, from.at);
      await appendAudit(trx, organizationId, from, {
        action: 'token.revoked',
        target: { kind: 'token', id },
        details: { name, userId, reason: 'reported as leaked' },
      });
      return notice;
    });
    return reportedAs(subject, noticeId);
  },
};
