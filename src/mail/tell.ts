import type { Transaction } from '../storage/database.ts';
import type { MailFields, MailKind } from './kinds.ts';
import { queueMail } from './queue.ts';
import { findActiveAdmins, findRecipient } from './recipients-queries.ts';

/**
 * Tells a member something, at their current address, in the transaction of what happened: by e-mail, or on a server without
 * it by a notice. Members who cannot sign in are not told.
 * @param at milliseconds since the epoch
 */
export async function tellMember<Kind extends MailKind>(
  trx: Transaction,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
  kind: Kind,
  fields: MailFields[Kind],
  at: number,
): Promise<void> {
  const recipient = await findRecipient(trx, organizationId, userId);
  if (!recipient) return;
  await queueMail(trx, { organizationId, userId, address: recipient.email, kind, fields, at });
}

/** Tells every administrator of an organization something, as `tellMember`. */
export async function tellAdmins<Kind extends MailKind>(
  trx: Transaction,
  organizationId: string,
  kind: Kind,
  fields: MailFields[Kind],
  at: number,
): Promise<void> {
  for (const { id: userId, email: address } of await findActiveAdmins(trx, organizationId))
    await queueMail(trx, { organizationId, userId, address, kind, fields, at });
}
