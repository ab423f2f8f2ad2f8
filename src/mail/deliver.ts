import type { Hosting } from '../contract/organization-address.ts';
import { hashSecret } from '../credentials/hash.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import type { Database } from '../storage/database.ts';
import { recorder } from '../telemetry/recorder.ts';
import { contentOf } from './content-of.ts';
import { isMailKind, type MailKind, mailKindNames, mailKinds } from './kinds.ts';
import {
  type ClaimedMail,
  claimGroup,
  deleteMails,
  dueGroups,
  endMails,
  isOrganizationDeleted,
  lastTurn,
  type MailGroup,
  postponeMails,
  takeTurn,
} from './queries.ts';
import { linkContext } from './queue.ts';
import { mutedKinds } from './recipients-queries.ts';
import { MailFailure, type SendMail } from './transport.ts';

const minute = 60_000;
/** Milliseconds between two messages of one kind to one address. */
const turnLength = minute;
/** Milliseconds after which another worker takes over from one that ended. Longer than an attempt can take. */
const claimLength = 2 * minute;
/** Milliseconds for which a message is retried. */
const retryFor = 24 * 60 * minute;
/** Maximum number of milliseconds between two attempts. */
const longestWait = 60 * minute;
/** Groups of one round, and how many of them are sent at the same time. */
const roundSize = 20;
const atOnce = 4;

/** What a worker needs to send messages. */
export type MailWork = {
  readonly db: Database;
  readonly keys: KeyRing;
  readonly now: () => number;
  readonly hosting: Hosting;
  readonly send: SendMail;
  /** Told of a server that accepts no messages. */
  readonly onServerFailure: (error: MailFailure) => void;
  readonly stop: AbortSignal;
};

/**
 * Sends the messages that are due, of all organizations. Any number of processes may do so at the same time: each message
 * is claimed by one. Ends early if the server accepts nothing, so that the rest is not delayed by more than a round.
 * @returns whether there may be more to send now
 */
export async function deliverDue(work: MailWork): Promise<boolean> {
  const { db, now, stop } = work;
  const groups = distinct(await dueGroups(db, mailKindNames, now(), roundSize));
  let isServerDown = false;
  const next = groups.values();
  const sendNext = async () => {
    for (const group of next) {
      if (stop.aborted || isServerDown) return;
      isServerDown = (await deliverGroup(work, group)) === 'server failed' || isServerDown;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendNext));
  return groups.length > 0 && !isServerDown && !stop.aborted;
}

function distinct(groups: readonly MailGroup[]): MailGroup[] {
  return [...new Map(groups.map((group) => [JSON.stringify(Object.values(group)), group])).values()];
}

/** Sends all due messages of a group as one. */
async function deliverGroup(work: MailWork, group: MailGroup): Promise<'done' | 'server failed'> {
  const { db, now } = work;
  const { organizationId, kind } = group;
  if (!isMailKind(kind)) return 'done';
  const claimed = await claimGroup(db, group, now(), now() + claimLength);
  const newestLast = claimed.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const mails = await wantedOf(db, organizationId, kind, newestLast);
  const dropped = newestLast.filter((mail) => !mails.includes(mail));
  await deleteMails(db, organizationId, dropped.map(idOf));
  const [newest] = mails.slice(-1);
  if (!newest) return 'done';
  const addressHash = hashSecret(group.addressKey);
  const turn = { addressHash, kind, now: now(), before: now() - turnLength };
  if (!(await takeTurn(db, turn))) {
    const dueAt = (await lastTurn(db, addressHash, kind)) + turnLength;
    await postponeMails(db, organizationId, mails.map(idOf), { dueAt, uncounted: true });
    return 'done';
  }
  return send(work, organizationId, kind, mails, newest);
}

/** Returns the messages that still have to be sent: those whose members want this kind, of an organization that exists. */
async function wantedOf(
  db: Database,
  organizationId: string,
  kind: MailKind,
  mails: readonly ClaimedMail[],
): Promise<readonly ClaimedMail[]> {
  if (kind !== 'organization_deleted' && (await isOrganizationDeleted(db, organizationId))) return [];
  if (mailKinds[kind].newestOnly) return mails.slice(-1);
  if (!mailKinds[kind].optional) return mails;
  const wanted: ClaimedMail[] = [];
  for (const mail of mails) {
    const muted = mail.userId === null ? [] : await mutedKinds(db, organizationId, mail.userId);
    if (!muted.includes(kind)) wanted.push(mail);
  }
  return wanted;
}

const idOf = ({ id }: ClaimedMail) => id;

async function send(
  work: MailWork,
  organizationId: string,
  kind: MailKind,
  mails: readonly ClaimedMail[],
  newest: ClaimedMail,
): Promise<'done' | 'server failed'> {
  const { db, now, stop } = work;
  const ids = mails.map(idOf);
  try {
    const secret = secretOf(work, organizationId, newest);
    const stored = mails.map(({ fields }) => fields);
    const content = await contentOf(db, work.hosting, { organizationId, kind }, stored, secret);
    await work.send({ id: newest.id, to: newest.address, content }, stop);
  } catch (error) {
    if (stop.aborted) {
      await postponeMails(db, organizationId, ids, { dueAt: now(), uncounted: true });
      return 'done';
    }
    const failure = error instanceof MailFailure ? error : new MailFailure('retry', String(error), error);
    await recordFailure(work, organizationId, mails, failure);
    if (failure.scope !== 'server') return 'done';
    work.onServerFailure(failure);
    return 'server failed';
  }
  recorder?.add('spedy_mail_deliveries_total', { outcome: 'sent' });
  await endMails(db, organizationId, ids, { state: 'sent', at: now(), problem: null });
  return 'done';
}

async function recordFailure(
  { db, now }: MailWork,
  organizationId: string,
  mails: readonly ClaimedMail[],
  { scope, message: problem }: MailFailure,
): Promise<void> {
  const at = now();
  const isOver = ({ createdAt }: ClaimedMail) => scope === 'message' || at - createdAt >= retryFor;
  const over = mails.filter(isOver).map(idOf);
  if (over.length > 0) await endMails(db, organizationId, over, { state: 'failed', at, problem });
  const rest = mails.filter((mail) => !isOver(mail));
  recorder?.add('spedy_mail_deliveries_total', { outcome: rest.length === 0 ? 'failed' : 'retried' });
  if (rest.length === 0) return;
  const attempts = Math.max(...rest.map((mail) => mail.attempts));
  await postponeMails(db, organizationId, rest.map(idOf), { dueAt: at + waitAfter(attempts), problem });
}

/** Returns how long to wait after a number of attempts: twice as long each time, a little less or more at random. */
function waitAfter(attempts: number): number {
  const wait = Math.min(longestWait, minute * 2 ** Math.min(attempts - 1, 10));
  return Math.round(wait * (0.9 + Math.random() * 0.2));
}

function secretOf(
  { keys }: MailWork,
  organizationId: string,
  { id, sealedSecret, keyId }: ClaimedMail,
): string {
  if (sealedSecret === null) return '';
  const context = linkContext(organizationId, id);
  return keys.open('mail-link', context, { keyId, bytes: sealedSecret }).toString();
}
