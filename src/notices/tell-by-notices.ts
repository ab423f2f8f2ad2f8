import { mailKindNames } from '../mail/kinds.ts';
import { dueGroups, type MailGroup, takeGroup } from '../mail/queries.ts';
import { mutedKinds } from '../mail/recipients-queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { messageText } from './message-text.ts';
import { insertNotice } from './queries.ts';
import { messageKinds } from './schema.ts';

/** Groups of one round. */
const roundSize = 50;

/**
 * On a server that sends no e-mail, tells members by notices what the outbox has for them. Messages to other people are
 * dropped.
 * @returns whether there may be more
 */
export async function tellByNotices(db: Database, now: number): Promise<boolean> {
  const groups = await dueGroups(db, mailKindNames, now, roundSize);
  for (const group of groups) await inTransaction(db, (trx) => tellGroup(trx, group, now));
  return groups.length === roundSize;
}

async function tellGroup(trx: Parameters<typeof takeGroup>[0], group: MailGroup, now: number): Promise<void> {
  const { organizationId, kind } = group;
  const taken = await takeGroup(trx, group, now);
  const [first] = taken;
  const messageKind = messageKinds.find((told) => told === kind);
  if (!first?.userId || !messageKind) return;
  const { userId } = first;
  if ((await mutedKinds(trx, organizationId, userId)).includes(messageKind)) return;
  const oldestFirst = taken.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const id = newId('ntc');
  const message = messageText(
    messageKind,
    oldestFirst.map(({ fields }) => fields),
  );
  const at = oldestFirst.at(-1)?.createdAt ?? now;
  await insertNotice(trx, { organizationId, userId, id, kind, tokenId: '', tokenName: '', at, message });
}
