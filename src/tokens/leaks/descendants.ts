import { appendAudit } from '../../audit/append.ts';
import type { DescendantKind } from '../../contract/hooks.ts';
import { deletePendingInvitation, invitationsCreatedWith } from '../../members/invitations-queries.ts';
import { creatingCredentialsCreatedWith } from '../../principals/created-with-queries.ts';
import { deleteSession, sessionsCreatedWith } from '../../sessions/queries.ts';
import { endTokens } from '../organization/queries.ts';
import { tokensCreatedWith } from '../queries.ts';

const tokens: DescendantKind = {
  createdWith: tokensCreatedWith,
  end: async (trx, organizationId, from, ids, details) => {
    const ended = await endTokens(trx, organizationId, ids, from.at);
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

const invitations: DescendantKind = {
  createdWith: invitationsCreatedWith,
  end: async (trx, organizationId, from, ids, details) => {
    let count = 0;
    for (const id of ids) {
      const ended = await deletePendingInvitation(trx, organizationId, id, from.at);
      if (!ended) continue;
      count += 1;
      await appendAudit(trx, organizationId, from, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id },
        details: { email: ended.email, role: ended.role, ...details },
      });
    }
    return count;
  },
};

const sessions: DescendantKind = {
  createdWith: sessionsCreatedWith,
  end: async (trx, organizationId, from, ids, details) => {
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

/** Ended sessions and invitations, which are stored only to find what was created with them. */
const gone: DescendantKind = { createdWith: creatingCredentialsCreatedWith, end: async () => 0 };

/** The descendants of tokens, sessions and invitations, except connections. */
export const tokenDescendants: readonly DescendantKind[] = [tokens, invitations, sessions, gone];
