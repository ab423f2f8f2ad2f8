import { appendAudit } from '../../audit/append.ts';
import type { Provenance } from '../../audit/change-origin.ts';
import type { Transaction } from '../../storage/database.ts';
import { endGrantRow, findGrantsBeyond } from '../records/connection-queries.ts';

/** Connections that a member can have to one client, and to all. Beyond that, the least recently used one is revoked. */
const keptOfClient = 50;
const keptOfMember = 500;

/** Whose connections are counted. `clientRowId`: oauth_clients.id. */
type Keeper = { readonly organizationId: string; readonly userId: string; readonly clientRowId: string };
type EndedGrant = { readonly id: string; readonly clientName: string };

/**
 * Revokes a member's excess connections. Runs after a client has its tokens: a link that only makes a browser request a
 * code must not disconnect other clients. Two concurrent exchanges may not see each other; the next one revokes the rest.
 */
export async function endSignInsBeyond(
  trx: Transaction,
  { organizationId, userId, clientRowId }: Keeper,
  now: number,
): Promise<readonly EndedGrant[]> {
  const beyond = [
    ...(await findGrantsBeyond(trx, organizationId, userId, clientRowId, keptOfClient, now)),
    ...(await findGrantsBeyond(trx, organizationId, userId, null, keptOfMember, now)),
  ];
  const ended: EndedGrant[] = [];
  for (const { id } of beyond) {
    const grant = await endGrantRow(trx, organizationId, id, userId, now);
    if (grant) ended.push({ id, clientName: grant.clientName });
  }
  return ended;
}

/** Records the revoked connections in the audit log. */
export async function tellEnded(
  trx: Transaction,
  from: Provenance,
  userId: string,
  ended: readonly EndedGrant[],
): Promise<void> {
  const reason = `more than ${keptOfClient} connections to one application, or ${keptOfMember} in total`;
  for (const { id, clientName } of ended)
    await appendAudit(trx, from, {
      action: 'grant.ended',
      target: { kind: 'grant', id },
      details: { client: clientName, userId, reason },
    });
}
