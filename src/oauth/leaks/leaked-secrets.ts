import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { DescendantKind, LeakKind } from '../../contract/hooks.ts';
import { hashSecret } from '../../credentials/hash.ts';
import type { TokenKind } from '../../credentials/token-format.ts';
import { addLeakNotice } from '../../notices/leak-notices.ts';
import { rowsCreatedWith } from '../../principals/created-with-queries.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { findApplicationsBySecret } from '../clients/application-queries.ts';
import { blockApplication } from '../clients/applications/applications.ts';
import { endConnectionRow } from '../records/connection-queries.ts';
import { findResourceServersBySecret } from '../resource-servers/queries.ts';
import { endResourceServer } from '../resource-servers/resource-servers.ts';
import { endDeviceRequest, findConnectionOwner, findLeakedConnection } from './queries.ts';

/**
 * A leaked client secret blocks the client, which revokes all its connections, until an administrator unblocks it. The
 * secret cannot be replaced, because the client ID contains its hash. A resource server is removed.
 */
const leakedClientSecrets: LeakKind = {
  tokenKind: 'client_secret',
  revoke: async (db, from, value) => {
    for (const { organizationId, id } of await findApplicationsBySecret(db, hashSecret(value)))
      await blockApplication(db, organizationId, from, id);
    for (const { organizationId, id } of await findResourceServersBySecret(db, hashSecret(value)))
      await endResourceServer(db, organizationId, from, id, { reason: 'reported as leaked' });
    return null;
  },
  identify: async (db, organizationId, value) => {
    const hash = hashSecret(value);
    const applications = await findApplicationsBySecret(db, hash);
    const own = applications.find((one) => one.organizationId === organizationId);
    if (own) return { id: own.id, name: own.name, userId: null, isActive: own.blockedAt === null };
    const servers = await findResourceServersBySecret(db, hash);
    const server = servers.find((one) => one.organizationId === organizationId);
    return server ? { id: server.id, name: server.name, userId: null, isActive: true } : null;
  },
};

/** A leaked device code can no longer be exchanged, and its connection, if any, is revoked. */
const leakedDeviceCodes: LeakKind = {
  tokenKind: 'device',
  revoke: async (db, from, value) => {
    const request = await endDeviceRequest(db, hashSecret(value));
    if (request?.connectionId)
      await endLeakedConnection(db, request.organizationId, from, request.connectionId);
    return null;
  },
};

/** A leaked code or token revokes its connection, and the member gets a notice. */
export const leakedOAuthSecrets: readonly LeakKind[] = [
  ...(['access', 'refresh', 'code'] as const).map(leakedKind),
  leakedDeviceCodes,
  leakedClientSecrets,
];

/** The connections that were created with a session. */
export const connectionDescendants: DescendantKind = {
  createdWith: rowsCreatedWith('oauth_connections'),
  revoke: async (trx, organizationId, from, ids, details) => {
    let count = 0;
    for (const id of ids) {
      const ended = await endConnectionRow(trx, organizationId, id, null, from.at);
      if (!ended) continue;
      count += 1;
      const { clientName: client, userId } = ended;
      await appendAudit(trx, organizationId, from, {
        action: 'grant.ended',
        target: { kind: 'grant', id },
        details: { client, userId, ...details },
      });
    }
    return count;
  },
};

function leakedKind(tokenKind: Extract<TokenKind, 'access' | 'refresh' | 'code'>): LeakKind {
  return {
    tokenKind,
    revoke: async (db, from, value) => {
      const leaked = await findLeakedConnection(db, tokenKind, hashSecret(value));
      if (leaked) await endLeakedConnection(db, leaked.organizationId, from, leaked.connectionId);
      // A connection has no descendants: its tokens are revoked with it.
      return null;
    },
    identify: async (db, organizationId, value, now) => {
      const found = await findLeakedConnection(db, tokenKind, hashSecret(value));
      if (found?.organizationId !== organizationId) return null;
      const connection = await findConnectionOwner(db, organizationId, found.connectionId);
      if (!connection) return null;
      const { name, userId, endedAt, blockedAt, expiresAt } = connection;
      const isConnected = endedAt === null && blockedAt === null && expiresAt > now;
      const isActive = isConnected && found.valueEndedAt === null && found.valueExpiresAt > now;
      return { id: found.connectionId, name, userId, isActive };
    },
  };
}

async function endLeakedConnection(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  connectionId: string,
): Promise<void> {
  const { at } = from;
  await inTransaction(db, async (trx) => {
    const ended = await endConnectionRow(trx, organizationId, connectionId, null, at);
    if (!ended) return;
    const { userId, clientName: name } = ended;
    await addLeakNotice(
      trx,
      { organizationId, userId, kind: 'connection_leaked', id: connectionId, name },
      at,
    );
    await appendAudit(trx, organizationId, from, {
      action: 'grant.ended',
      target: { kind: 'grant', id: connectionId },
      details: { client: name, userId, reason: 'reported as leaked' },
    });
  });
}
