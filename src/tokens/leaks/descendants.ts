import { appendAudit } from '../../audit/append.ts';
import type { OffspringKind } from '../../leaks/leak-kind.ts';
import { deletePendingInvitation, invitationsMadeBy } from '../../members/invitations-queries.ts';
import { makersMadeBy } from '../../principals/created-with-queries.ts';
import { deleteSession, sessionsMadeBy } from '../../sessions/queries.ts';
import { endTokens } from '../organization/queries.ts';
import { tokensMadeBy } from '../queries.ts';

const tokens: OffspringKind = {
  madeBy: tokensMadeBy,
  end: async (trx, from, ids, details) => {
    const ended = await endTokens(trx, from.organizationId, ids, from.at);
    for (const { id, name, userId } of ended) {
      await appendAudit(trx, from, {
        action: 'token.revoked',
        target: { kind: 'token', id },
        details: { name, userId, ...details },
      });
    }
    return ended.length;
  },
};

const invitations: OffspringKind = {
  madeBy: invitationsMadeBy,
  end: async (trx, from, ids, details) => {
    let count = 0;
    for (const id of ids) {
      const ended = await deletePendingInvitation(trx, from.organizationId, id, from.at);
      if (!ended) continue;
      count += 1;
      await appendAudit(trx, from, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id },
        details: { email: ended.email, role: ended.role, ...details },
      });
    }
    return count;
  },
};

const sessions: OffspringKind = {
  madeBy: sessionsMadeBy,
  end: async (trx, from, ids, details) => {
    let count = 0;
    for (const id of ids) {
      if (!(await deleteSession(trx, from.organizationId, id))) continue;
      count += 1;
      await appendAudit(trx, from, { action: 'session.ended', target: { kind: 'session', id }, details });
    }
    return count;
  },
};

/** Sessions and invitations that are gone, of which is known only what they made. */
const gone: OffspringKind = { madeBy: makersMadeBy, end: async () => 0 };

/** What tokens, sessions and invitations make, but for grants. */
export const tokenOffspring: readonly OffspringKind[] = [tokens, invitations, sessions, gone];
