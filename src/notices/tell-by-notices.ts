import type { Hosting } from '../contract/organization-address.ts';
import { contentOf } from '../mail/content-of.ts';
import { isMailKind, mailKindNames } from '../mail/kinds.ts';
import type { Content } from '../mail/messages/content.ts';
import { dueGroups, type MailGroup, takeGroup } from '../mail/queries.ts';
import { mutedKinds } from '../mail/recipients-queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { insertNotice } from './queries.ts';
import { messageKinds } from './schema.ts';

/** Groups of one round. */
const roundSize = 50;

/**
 * On a server that sends no e-mail, tells members by notices what the outbox has for them. Messages to other people are
 * dropped.
 * @returns whether there may be more
 */
export async function tellByNotices(db: Database, hosting: Hosting, now: number): Promise<boolean> {
  const groups = await dueGroups(db, mailKindNames, now, roundSize);
  for (const group of groups) await inTransaction(db, (trx) => tellGroup(trx, hosting, group, now));
  return groups.length === roundSize;
}

async function tellGroup(
  trx: Parameters<typeof takeGroup>[0],
  hosting: Hosting,
  group: MailGroup,
  now: number,
): Promise<void> {
  const { organizationId, kind } = group;
  const taken = await takeGroup(trx, group, now);
  const [first] = taken;
  if (!first?.userId || !isMailKind(kind) || !messageKinds.some((told) => told === kind)) return;
  const { userId } = first;
  if ((await mutedKinds(trx, organizationId, userId)).includes(kind)) return;
  const oldestFirst = taken.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const content = await contentOf(
    trx,
    hosting,
    { organizationId, kind },
    oldestFirst.map(({ fields }) => fields),
    '',
  );
  const id = newId('ntc');
  const message = textOf(content);
  const at = oldestFirst.at(-1)?.createdAt ?? now;
  await insertNotice(trx, { organizationId, userId, id, kind, tokenId: '', tokenName: '', at, message });
}

/** Returns what a message says in one paragraph. */
function textOf({ title, paragraphs, facts = [] }: Content): string {
  const told = facts.map(([label, value]) => `${label}: ${value}.`);
  return [`${title}.`, ...paragraphs, ...told].join(' ');
}
