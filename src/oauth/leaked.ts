import { appendAudit } from '../audit/append.ts';
import { hashSecret } from '../credentials/hash.ts';
import type { TokenKind } from '../credentials/token-format.ts';
import type { LeakKind } from '../leaks/leak-kind.ts';
import { inTransaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { insertNotice } from '../tokens/notices-queries.ts';
import { blockApplication } from './clients/applications.ts';
import { findClientsBySecret } from './clients/queries.ts';
import { endGrantRow } from './grant-queries.ts';
import { findLeakedGrant } from './leaked-queries.ts';
import { findResourceServersBySecret } from './resource-servers/queries.ts';
import { endResourceServer } from './resource-servers/resource-servers.ts';

/**
 * What a leak report does to a client secret: the client is blocked, which ends all its grants, until an administrator
 * has seen to it. A secret cannot be replaced: its hash stands in the client's own id. A resource server is removed.
 */
const leakedClientSecrets: LeakKind = {
  tokenKind: 'client_secret',
  revoke: async (db, from, value) => {
    for (const { organizationId, id } of await findClientsBySecret(db, hashSecret(value)))
      await blockApplication(db, { ...from, organizationId }, id, true);
    for (const { organizationId, id } of await findResourceServersBySecret(db, hashSecret(value)))
      await endResourceServer(db, { ...from, organizationId }, id, 'reported as leaked');
  },
};

/** What a leak report does to an OAuth token: its whole grant ends, its member is told, in one transaction. */
export const leakedOAuthSecrets: readonly LeakKind[] = [
  ...(['access', 'refresh', 'code'] as const).map(leakedKind),
  leakedClientSecrets,
];

function leakedKind(tokenKind: Extract<TokenKind, 'access' | 'refresh' | 'code'>): LeakKind {
  return {
    tokenKind,
    revoke: async (db, from, value) => {
      const home = await findLeakedGrant(db, tokenKind, hashSecret(value));
      if (!home) return;
      const { organizationId, grantId } = home;
      await inTransaction(db, async (trx) => {
        const ended = await endGrantRow(trx, organizationId, grantId, null, from.at);
        if (!ended) return;
        const { userId, clientName } = ended;
        await insertNotice(trx, {
          organizationId,
          userId,
          id: newId('ntc'),
          kind: 'connection_leaked',
          tokenId: grantId,
          tokenName: clientName,
          at: from.at,
        });
        await appendAudit(
          trx,
          { ...from, organizationId },
          {
            action: 'grant.ended',
            target: { kind: 'grant', id: grantId },
            details: { client: clientName, userId, reason: 'reported as leaked' },
          },
        );
      });
    },
  };
}
