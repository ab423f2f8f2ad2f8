import type { DescendantKind, LeakKind } from '../../contract/hooks.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { addLeakNotice, type LeakedCredential, reportedAs } from '../../notices/leak-notices.ts';
import { rowsCreatedWith } from '../../principals/created-with-queries.ts';
import { inTransaction } from '../../storage/database.ts';
import { findScimTokenInAnyOrganization } from './queries.ts';
import { endNow } from './scim-tokens.ts';

/** A leaked SCIM token is revoked, and the administrator who created it gets a notice. */
export const leakedScimTokens: LeakKind = {
  tokenKind: 'scim',
  revoke: async (db, from, value) => {
    const found = await findScimTokenInAnyOrganization(db, hashSecret(value));
    if (!found) return null;
    const { organizationId, id } = found;
    const leaked: LeakedCredential = { ...found, kind: 'scim_token_leaked' };
    const noticeId = await inTransaction(db, async (trx) => {
      const reason = 'reported as leaked';
      if (!(await endNow(trx, organizationId, from, id, { reason }))) return null;
      return addLeakNotice(trx, leaked, from.at);
    });
    return reportedAs(leaked, noticeId);
  },
  identify: async (db, organizationId, value, now) => {
    const found = await findScimTokenInAnyOrganization(db, hashSecret(value));
    if (found?.organizationId !== organizationId) return null;
    const { id, name, userId, revokedAt } = found;
    return { id, name, userId, isActive: revokedAt === null || revokedAt > now };
  },
};

/** The SCIM tokens that were created with a leaked session. */
export const scimTokenDescendants: DescendantKind = {
  createdWith: rowsCreatedWith('scim_tokens'),
  revoke: async (trx, organizationId, from, ids, details) => {
    let count = 0;
    for (const id of ids) if (await endNow(trx, organizationId, from, id, details)) count += 1;
    return count;
  },
};
