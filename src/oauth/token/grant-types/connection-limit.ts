import { appendAudit } from '../../../audit/append.ts';
import type { ChangeOrigin } from '../../../contract/change-origin.ts';
import type { Transaction } from '../../../storage/database.ts';
import { endConnectionRow, findConnectionsBeyond } from '../../records/connection-queries.ts';

/** Connections that a member can have to one client, and to all. Beyond that, the least recently used one is revoked. */
const maxPerApplication = 50;
const maxPerMember = 500;

type RevokedConnection = { readonly id: string; readonly clientName: string };

/**
 * Revokes a member's excess connections. Runs after a client has its tokens: a link that only makes a browser request a
 * code must not disconnect other clients. Two concurrent exchanges may not see each other; the next one revokes the rest.
 */
export async function revokeExcessConnections(
  trx: Transaction,
  organizationId: string,
  { userId, applicationId }: { readonly userId: string; readonly applicationId: string },
  now: number,
): Promise<readonly RevokedConnection[]> {
  const excess = [
    ...(await findConnectionsBeyond(trx, organizationId, userId, applicationId, maxPerApplication, now)),
    ...(await findConnectionsBeyond(trx, organizationId, userId, null, maxPerMember, now)),
  ];
  const revoked: RevokedConnection[] = [];
  for (const { id } of excess) {
    const connection = await endConnectionRow(trx, organizationId, id, userId, now);
    if (connection) revoked.push({ id, clientName: connection.clientName });
  }
  return revoked;
}

/** Records the revoked connections in the audit log. */
export async function auditRevokedConnections(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  revoked: readonly RevokedConnection[],
): Promise<void> {
  const reason = `more than ${maxPerApplication} connections to one app, or ${maxPerMember} in total`;
  for (const { id, clientName } of revoked)
    await appendAudit(trx, organizationId, from, {
      action: 'grant.ended',
      target: { kind: 'grant', id },
      details: { client: clientName, userId, reason },
    });
}
