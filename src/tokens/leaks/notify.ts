import type { Reported } from '../../contract/hooks.ts';
import type { Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import { addEndedToNotice, insertNotice } from '../notices/queries.ts';
import type { noticeKinds } from '../schema.ts';

/** The reported credential, as the notice shows it. */
export type Subject = {
  readonly organizationId: string;
  readonly userId: string;
  readonly kind: (typeof noticeKinds)[number];
  /** The credential's own id. */
  readonly id: string;
  readonly name: string;
};

/** Creates a notice that a member's credential was reported as leaked; returns its id. */
export async function tellLeak(trx: Transaction, subject: Subject, at: number): Promise<string> {
  const id = newId('ntc');
  const { organizationId, userId, kind, name: tokenName } = subject;
  await insertNotice(trx, { organizationId, userId, id, kind, tokenId: subject.id, tokenName, at });
  return id;
}

/**
 * Returns a reported credential. If its descendants end too, they are added to its notice, or to a new one.
 * @param noticeId null if the credential had already ended
 */
export function reportedAs(subject: Subject, noticeId: string | null): Reported {
  let told = noticeId ?? '';
  const { organizationId, id: credentialId } = subject;
  return {
    organizationId,
    credentialId,
    tell: async (trx, { at }, alsoEnded) => {
      if (await addEndedToNotice(trx, organizationId, told, alsoEnded)) return;
      told = await tellLeak(trx, subject, at);
      await addEndedToNotice(trx, organizationId, told, alsoEnded);
    },
  };
}
