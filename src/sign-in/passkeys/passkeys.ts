import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { lockOrganization } from '../../organizations/queries.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { deleteSessionsOfPasskey } from '../../sessions/queries.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { deleteBackupCodes, findSecondFactor, type MemberKey } from '../second-factor/queries.ts';
import { tellOfChange } from '../second-factor/tell-of-change.ts';
import { deletePasskey, findPasskey, listPasskeys, type PasskeyRow, renamePasskey } from './queries.ts';
import { parsePasskeyName } from './register.ts';

/** @throws SpedyError not_found; validation_failed */
export function changePasskey(
  db: Database,
  from: ChangeOrigin,
  member: MemberKey,
  id: string,
  newName: string,
): Promise<PasskeyRow> {
  const name = parsePasskeyName(newName);
  if (!isId('psk', id)) throw new SpedyError('not_found');
  return inTransaction(db, async (trx) => {
    const before = await findPasskey(trx, member, id);
    const after = before && (await renamePasskey(trx, member, id, name));
    if (!after) throw new SpedyError('not_found');
    if (before.name !== name)
      await appendAudit(trx, member.organizationId, from, {
        action: 'passkey.renamed',
        target: { kind: 'passkey', id },
        details: { userId: member.userId, before: { name: before.name }, after: { name } },
      });
    return after;
  });
}

/**
 * Removes a passkey, and ends the other sessions that used it: its device may be lost. Without another second factor,
 * the member's backup codes end too.
 * @throws SpedyError not_found; forbidden for the last second factor that the organization requires
 */
export async function removePasskey(
  db: Database,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  id: string,
): Promise<void> {
  const { organization, user, authentication } = principal;
  const member = { organizationId: organization.id, userId: user.id };
  if (!isId('psk', id)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    // Of two concurrent removals, the second sees the first.
    await lockOrganization(trx, organization.id);
    const removed = await deletePasskey(trx, member, id);
    if (!removed) throw new SpedyError('not_found');
    await requireRemaining(trx, principal, member);
    const sessionsEnded = await deleteSessionsOfPasskey(
      trx,
      organization.id,
      user.id,
      id,
      authentication.sessionId,
    );
    await tellOfChange(trx, from, member, 'passkey_removed');
    await appendAudit(trx, organization.id, from, {
      action: 'passkey.removed',
      target: { kind: 'passkey', id },
      details: { name: removed.name, userId: user.id, sessionsEnded },
    });
  });
}

async function requireRemaining(
  trx: Transaction,
  { organization: { policy } }: SessionPrincipal,
  member: MemberKey,
): Promise<void> {
  const passkeys = await listPasskeys(trx, member);
  if (passkeys.some(({ blockedAt }) => blockedAt === null)) return;
  const hasCodes = (await findSecondFactor(trx, member))?.confirmedAt != null;
  if (policy.twoFactor === 'phishing-resistant')
    throw new SpedyError('forbidden', {
      message: 'Your organization requires a passkey, and this is your last one. Add another one first.',
    });
  if (policy.twoFactor === 'required' && !hasCodes)
    throw new SpedyError('forbidden', {
      message:
        'Your organization requires a second factor, and this is your last one. Set up another one first.',
    });
  if (!hasCodes && passkeys.length === 0) await deleteBackupCodes(trx, member);
}
