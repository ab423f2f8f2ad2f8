import { appendAudit } from '../audit/append.ts';
import type { DescendantKind, LeakKind } from '../contract/hooks.ts';
import { hashSecret } from '../credentials/hash.ts';
import { addLeakNotice, type LeakedCredential, reportedAs } from '../notices/leak-notices.ts';
import { findCreatingCredential, rowsCreatedWith } from '../principals/created-with-queries.ts';
import { inTransaction } from '../storage/database.ts';
import { endBy } from './inactive/ends.ts';
import { endTokens } from './organization/queries.ts';
import { endToken, findTokenInAnyOrganization } from './queries.ts';

/** A leaked personal access token is revoked, and its member gets a notice, in one transaction. */
export const leakedPats: LeakKind = {
  tokenKind: 'pat',
  revoke: async (db, from, value) => {
    const hash = hashSecret(value);
    const token = await findTokenInAnyOrganization(db, hash);
    // A deleted token that created others is recorded there.
    const found = token ?? (await findCreatingCredential(db, hash));
    if (!found) return null;
    const { organizationId, id, userId } = found;
    const name = token?.name ?? id;
    const leaked: LeakedCredential = { organizationId, userId, kind: 'token_leaked', id, name };
    const noticeId = await inTransaction(db, async (trx) => {
      const ended = await endToken(trx, organizationId, id, {
        userId: null,
        now: from.at,
        endsAt: from.at,
        end: endBy(from, 'leaked'),
      });
      if (!ended) return null;
      const notice = await addLeakNotice(trx, leaked, from.at);
      await appendAudit(trx, organizationId, from, {
        action: 'token.revoked',
        target: { kind: 'token', id },
        details: { name, userId, reason: 'reported as leaked' },
      });
      return notice;
    });
    return reportedAs(leaked, noticeId);
  },
  identify: async (db, organizationId, value) => {
    const found = await findTokenInAnyOrganization(db, hashSecret(value));
    if (found?.organizationId !== organizationId) return null;
    // Whether it is active depends on more, which the answer to an administrator has.
    return { id: found.id, name: found.name, userId: found.userId, isActive: true };
  },
};

/** The tokens that were created with a token or session. */
export const tokenDescendants: DescendantKind = {
  createdWith: rowsCreatedWith('access_tokens'),
  revoke: async (trx, organizationId, from, ids, details) => {
    const ended = await endTokens(trx, organizationId, ids, from.at, endBy(from, 'leaked'));
    for (const { id, name, userId } of ended) {
      await appendAudit(trx, organizationId, from, {
        action: 'token.revoked',
        target: { kind: 'token', id },
        details: { name, userId, ...details },
      });
    }
    return ended.length;
  },
};
