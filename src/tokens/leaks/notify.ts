import type { Reported } from '../../contract/leak-kind.ts';
import type { Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import { addEndedToNotice, insertNotice } from '../notices/queries.ts';
import type { noticeKinds } from '../schema.ts';

/** What was reported, in the words of a notice. */
export type Subject = {
  readonly organizationId: string;
  readonly userId: string;
  readonly kind: (typeof noticeKinds)[number];
  /** The credential's own id. */
  readonly id: string;
  readonly name: string;
};

/** Tells a member that something of theirs was reported as leaked; gives the notice's id. */
export async function tellLeak(trx: Transaction, subject: Subject, at: number): Promise<string> {
  const id = newId('ntc');
  const { organizationId, userId, kind, name: tokenName } = subject;
  await insertNotice(trx, { organizationId, userId, id, kind, tokenId: subject.id, tokenName, at });
  return id;
}

/**
 * A reported credential, of which a notice may tell already: where more ends that it had made, that notice says so, or
 * else a new one.
 * @param noticeId null where it had ended before
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
