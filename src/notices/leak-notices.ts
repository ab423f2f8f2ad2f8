import type { ReportedCredential } from '../contract/hooks.ts';
import { tellMember } from '../mail/tell.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { addEndedToNotice, insertNotice } from './queries.ts';
import type { NoticeKind } from './schema.ts';

/** A credential that was reported as leaked, as its notice shows it. */
export type LeakedCredential = {
  readonly organizationId: string;
  /** The member who gets the notice. */
  readonly userId: string;
  readonly kind: NoticeKind;
  readonly id: string;
  readonly name: string;
};

/** Creates a notice that a member's credential was reported as leaked; returns its ID. */
export async function addLeakNotice(trx: Transaction, leaked: LeakedCredential, at: number): Promise<string> {
  const id = newId('ntc');
  const { organizationId, userId, kind, name: tokenName } = leaked;
  const fields = { credential: kind, name: tokenName, at };
  await tellMember(trx, { organizationId, userId }, 'credential_leaked', fields, at);
  await insertNotice(trx, { organizationId, userId, id, kind, tokenId: leaked.id, tokenName, at });
  return id;
}

/**
 * Returns a reported credential. If its descendants are revoked too, they are added to its notice, or to a new one.
 * @param noticeId null if the credential had already ended
 */
export function reportedAs(leaked: LeakedCredential, noticeId: string | null): ReportedCredential {
  let notice = noticeId ?? '';
  const { organizationId, id: credentialId } = leaked;
  return {
    organizationId,
    credentialId,
    notifyOwner: async (trx, { at }, alsoRevoked) => {
      if (await addEndedToNotice(trx, organizationId, notice, alsoRevoked)) return;
      notice = await addLeakNotice(trx, leaked, at);
      await addEndedToNotice(trx, organizationId, notice, alsoRevoked);
    },
  };
}
