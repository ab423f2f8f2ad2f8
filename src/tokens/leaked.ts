import { appendAudit } from '../audit/append.ts';
import { hashSecret } from '../credentials/hash.ts';
import type { LeakKind } from '../leaks/leak-kind.ts';
import { inTransaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { insertNotice } from './notices-queries.ts';
import { endToken, findTokenHome } from './queries.ts';

/** What a leak report does to a personal access token: revoked, its member told, in one transaction. */
export const leakedPats: LeakKind = {
  tokenKind: 'pat',
  revoke: async (db, from, value) => {
    const home = await findTokenHome(db, hashSecret(value));
    if (!home) return;
    const { organizationId, id } = home;
    await inTransaction(db, async (trx) => {
      const token = await endToken(trx, organizationId, id, { userId: null, now: from.at, endsAt: from.at });
      if (!token) return;
      const { userId, name } = token;
      const notice = {
        organizationId,
        userId,
        id: newId('ntc'),
        kind: 'token_leaked',
        tokenId: id,
        tokenName: name,
      };
      await insertNotice(trx, { ...notice, at: from.at });
      await appendAudit(
        trx,
        { ...from, organizationId },
        {
          action: 'token.revoked',
          target: { kind: 'token', id },
          details: { name, userId, reason: 'reported as leaked' },
        },
      );
    });
  },
};
