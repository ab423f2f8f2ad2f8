import type { KeyRing, Sealed } from '../credentials/keys/key-ring.ts';
import type { Transaction } from '../storage/database.ts';
import { emailKey } from '../storage/email-key.ts';
import { newId } from '../storage/ids.ts';
import type { MailFields, MailKind } from './kinds.ts';
import { insertMail } from './queries.ts';

/** A message to one address. */
type NewMail<Kind extends MailKind> = {
  readonly organizationId: string;
  readonly address: string;
  /** The member that it tells; null for others. */
  readonly userId: string | null;
  readonly kind: Kind;
  readonly fields: MailFields[Kind];
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/**
 * Writes a message into the outbox, in the transaction of what it tells: both commit, or neither. A worker of any process
 * sends it.
 */
export async function queueMail<Kind extends MailKind>(
  trx: Transaction,
  mail: NewMail<Kind>,
  sealed: Sealed | null = null,
  id = newId('mai'),
): Promise<void> {
  const { organizationId, address, userId, kind, fields, at } = mail;
  await insertMail(trx, {
    organizationId,
    id,
    kind,
    address,
    addressKey: emailKey(address),
    userId,
    fields: JSON.stringify(fields),
    sealed,
    at,
  });
}

/** Writes messages with a link. The link's secret is sealed until the message has been sent. */
export type LinkMail = <Kind extends MailKind>(
  trx: Transaction,
  mail: NewMail<Kind>,
  secret: string,
) => Promise<void>;

/** Returns the context of a sealed secret, which can be opened for this message only. */
export function linkContext(organizationId: string, id: string): string {
  return `${organizationId}/${id}`;
}

/** Returns what writes messages with a link; null on a server that sends no e-mail, where people copy links. */
export function linkMailOf({
  keys,
  settings,
}: {
  readonly keys: KeyRing;
  readonly settings: { readonly mail: object | null };
}): LinkMail | null {
  if (settings.mail === null) return null;
  return (trx, mail, secret) => {
    const id = newId('mai');
    const context = linkContext(mail.organizationId, id);
    return queueMail(trx, mail, keys.seal('mail-link', context, Buffer.from(secret)), id);
  };
}
