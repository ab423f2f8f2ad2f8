import { appendAudit } from '../audit/append.ts';
import type { Provenance } from '../audit/provenance.ts';
import type { Transaction } from '../storage/database.ts';
import { endGrantRow, findGrantsBeyond } from './grant-queries.ts';

/** Sign-ins that a member keeps with one client, and with all: with one more, the one that was used longest ago ends. */
const keptOfClient = 50;
const keptOfMember = 500;

/** Whose sign-ins are counted. `clientRowId`: oauth_clients.id. */
type Keeper = { readonly organizationId: string; readonly userId: string; readonly clientRowId: string };
type EndedGrant = { readonly id: string; readonly clientName: string };

/**
 * Ends what a member has too many of, once a client has its tokens: a link that only makes a browser ask for a code
 * must not sign anybody out. Of two at once neither may see the other; the next one ends what is too many then.
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

/** Tells the audit log of them. */
export async function tellEnded(
  trx: Transaction,
  from: Provenance,
  userId: string,
  ended: readonly EndedGrant[],
): Promise<void> {
  const reason = `more than ${keptOfClient} sign-ins of one application, or ${keptOfMember} in all`;
  for (const { id, clientName } of ended)
    await appendAudit(trx, from, {
      action: 'grant.ended',
      target: { kind: 'grant', id },
      details: { client: clientName, userId, reason },
    });
}
