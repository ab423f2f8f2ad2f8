import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { Transaction } from '../../storage/database.ts';
import { endConnectionRow, findConnectionsBeyond } from '../records/connection-queries.ts';

/** Connections that a member can have to one client, and to all. Beyond that, the least recently used one is revoked. */
const keptOfClient = 50;
const keptOfMember = 500;

/** Whose connections are counted. `applicationId`: oauth_applications.id. */
type Keeper = { readonly organizationId: string; readonly userId: string; readonly applicationId: string };
type EndedConnection = { readonly id: string; readonly clientName: string };

/**
 * Revokes a member's excess connections. Runs after a client has its tokens: a link that only makes a browser request a
 * code must not disconnect other clients. Two concurrent exchanges may not see each other; the next one revokes the rest.
 */
export async function endSignInsBeyond(
  trx: Transaction,
  { organizationId, userId, applicationId }: Keeper,
  now: number,
): Promise<readonly EndedConnection[]> {
  const beyond = [
    ...(await findConnectionsBeyond(trx, organizationId, userId, applicationId, keptOfClient, now)),
    ...(await findConnectionsBeyond(trx, organizationId, userId, null, keptOfMember, now)),
  ];
  const ended: EndedConnection[] = [];
  for (const { id } of beyond) {
    const connection = await endConnectionRow(trx, organizationId, id, userId, now);
    if (connection) ended.push({ id, clientName: connection.clientName });
  }
  return ended;
}

/** Records the revoked connections in the audit log. */
export async function tellEnded(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  ended: readonly EndedConnection[],
): Promise<void> {
  const reason = `more than ${keptOfClient} connections to one app, or ${keptOfMember} in total`;
  for (const { id, clientName } of ended)
    await appendAudit(trx, organizationId, from, {
      action: 'grant.ended',
      target: { kind: 'grant', id },
      details: { client: clientName, userId, reason },
    });
}
