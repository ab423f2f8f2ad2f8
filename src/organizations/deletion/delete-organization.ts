import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { tellAdmins } from '../../mail/tell.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { findOrganization, lockOrganization } from '../queries.ts';
import { markDeleted, unmarkDeleted } from './queries.ts';

/** Milliseconds for which the operator can restore a deleted organization. */
export const restorableFor = 30 * 86_400_000;

type Deletion = {
  /** The ID and the email of the administrator; null for the operator. */
  readonly by: { readonly email: string } | null;
  /** What an administrator typed to confirm; null for the operator. */
  readonly name: string | null;
};

/**
 * Deletes an organization: its address, members and credentials stop immediately, in all processes within a second. All
 * administrators are told. Its rows stay until `restorableFor` is over, for the operator to restore it.
 * @returns until when, in milliseconds since the epoch
 * @throws SpedyError validation_failed if the name is not the organization's; not_found if it is deleted
 */
export function deleteOrganization(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  { by, name }: Deletion,
): Promise<number> {
  const until = from.at + restorableFor;
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const { slug, organizationName } = await findOrganization(trx, organizationId);
    if (name !== null && name.trim() !== organizationName)
      throw invalidField('name', `must be the organization's name, ${organizationName}`);
    if (!(await markDeleted(trx, organizationId, from.at))) throw new SpedyError('not_found');
    await tellAdmins(
      trx,
      organizationId,
      'organization_deleted',
      { at: from.at, address: from.address, by: by?.email ?? null, restorableUntil: until },
      from.at,
    );
    await appendAudit(trx, organizationId, from, {
      action: 'organization.deleted',
      target: { kind: 'organization', id: organizationId },
      details: { slug, name: organizationName, restorableUntil: formatTimestamp(until) },
    });
    return until;
  });
}

/**
 * Restores a deleted organization with everything that it had; all processes accept its credentials within a second.
 * @throws SpedyError not_found if it is not deleted, or its rows are being erased
 */
export async function restoreOrganization(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    if (!(await unmarkDeleted(trx, organizationId, from.at - restorableFor)))
      throw new SpedyError('not_found', { message: 'This organization cannot be restored any more.' });
    await appendAudit(trx, organizationId, from, {
      action: 'organization.restored',
      target: { kind: 'organization', id: organizationId },
      details: {},
    });
  });
}
