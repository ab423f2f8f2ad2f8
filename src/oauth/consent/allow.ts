import { appendAudit } from '../../audit/append.ts';
import { requireLiveCredential } from '../../audit/created-with.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { Transaction } from '../../storage/database.ts';
import { type Allowed, openConnection } from '../authorize/open-connection.ts';
import { saveApplication } from '../clients/application-queries.ts';
import type { Client } from '../clients/client.ts';

/** What a member allows one client. */
export type Consent = Allowed & { readonly client: Client };

/**
 * Records a consent as a new connection, so that each computer's sign-in can be revoked separately. Stores the client as
 * an application of the organization.
 * @returns the ID of the connection
 * @throws SpedyError forbidden if an administrator blocked the client
 */
export async function allow(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  consent: Consent,
): Promise<string> {
  const { at } = from;
  const { client, scopes, audience } = consent;
  const application = await saveApplication(trx, organizationId, client, at);
  if (!application) throw new SpedyError('forbidden', { message: 'An administrator has blocked this app.' });
  const id = await openConnection(trx, organizationId, from, consent, application.id, at);
  await appendAudit(trx, organizationId, from, {
    action: 'grant.allowed',
    target: { kind: 'grant', id },
    details: { client: client.name, scopes, audience },
  });
  await requireLiveCredential(trx, organizationId, from);
  return id;
}
