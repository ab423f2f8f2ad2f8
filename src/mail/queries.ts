import { sql } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../contract/paging.ts';
import type { Sealed } from '../credentials/keys/key-ring.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { compareRow, countRows } from '../storage/list-queries.ts';

type NewRow = {
  readonly organizationId: string;
  readonly id: string;
  readonly kind: string;
  readonly address: string;
  readonly addressKey: string;
  readonly userId: string | null;
  readonly fields: string;
  readonly sealed: Sealed | null;
  readonly at: number;
};

export function insertMail(trx: Transaction, mail: NewRow) {
  return trx
    .insertInto('outbox')
    .values({
      organization_id: mail.organizationId,
      id: mail.id,
      kind: mail.kind,
      address: mail.address,
      address_key: mail.addressKey,
      user_id: mail.userId,
      fields: mail.fields,
      sealed_secret: mail.sealed?.bytes ?? null,
      key_id: mail.sealed?.keyId ?? null,
      state: 'waiting',
      attempts: 0,
      created_at: mail.at,
      due_at: mail.at,
      ended_at: null,
      problem: null,
    })
    .execute();
}

// A literal, to match the partial indexes.
const waiting = sql.lit('waiting');

/** The messages of one kind to one address of an organization. They are claimed and sent together. */
export type MailGroup = {
  readonly organizationId: string;
  readonly addressKey: string;
  readonly kind: string;
};

/**
 * Returns the groups of the messages of all organizations that have been due for longest.
 * @param kinds those that this process knows; a newer one may write others
 */
export function dueGroups(
  db: Database,
  kinds: readonly string[],
  now: number,
  limit: number,
): Promise<MailGroup[]> {
  return db
    .selectFrom('outbox')
    .select(['organization_id as organizationId', 'address_key as addressKey', 'kind'])
    .where('state', '=', waiting)
    .where('due_at', '<=', now)
    .where('kind', 'in', kinds)
    .orderBy('due_at')
    .limit(limit)
    .execute();
}

const claimedColumns = [
  'id',
  'address',
  'user_id as userId',
  'fields',
  'sealed_secret as sealedSecret',
  'key_id as keyId',
  'attempts',
  'created_at as createdAt',
] as const;

export type ClaimedMail = Awaited<ReturnType<typeof claimGroup>>[number];

/** Claims the due messages of a group until a time. Of several workers, one gets each message. */
export function claimGroup(db: Database, group: MailGroup, now: number, until: number) {
  return db
    .updateTable('outbox')
    .set((eb) => ({ due_at: until, attempts: eb('attempts', '+', 1) }))
    .where('organization_id', '=', group.organizationId)
    .where('address_key', '=', group.addressKey)
    .where('kind', '=', group.kind)
    .where('state', '=', waiting)
    .where('due_at', '<=', now)
    .returning(claimedColumns)
    .execute();
}

/**
 * Takes the turn of an address and kind, unless the last one was after `before`. Of several workers, one gets it. Returns
 * whether this one did.
 */
export async function takeTurn(
  db: Database,
  { addressHash, kind, now, before }: { addressHash: Uint8Array; kind: string; now: number; before: number },
): Promise<boolean> {
  const taken = await db
    .insertInto('mail_sends')
    .values({ address_hash: addressHash, kind, at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['address_hash', 'kind'])
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at') }))
        .where('mail_sends.at', '<=', before),
    )
    .returning('at')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function lastTurn(db: Database, addressHash: Uint8Array, kind: string): Promise<number> {
  const row = await db
    .selectFrom('mail_sends')
    .select('at')
    .where('address_hash', '=', addressHash)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.at ?? 0;
}

type Outcome = {
  /** When to try again. */
  readonly dueAt: number;
  readonly problem?: string | null;
  /** Whether the attempt does not count. */
  readonly uncounted?: true;
};

/** Leaves claimed messages to a later attempt. */
export function postponeMails(
  db: Database,
  organizationId: string,
  ids: readonly string[],
  { dueAt, problem, uncounted }: Outcome,
) {
  return db
    .updateTable('outbox')
    .set((eb) => ({
      due_at: dueAt,
      ...(problem === undefined ? {} : { problem }),
      ...(uncounted ? { attempts: eb('attempts', '-', 1) } : {}),
    }))
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .where('state', '=', waiting)
    .execute();
}

/** Marks messages as sent or failed, and deletes what they said and their secrets. */
export function endMails(
  db: Database,
  organizationId: string,
  ids: readonly string[],
  { state, at, problem }: { state: 'sent' | 'failed'; at: number; problem: string | null },
) {
  return db
    .updateTable('outbox')
    .set({ state, ended_at: at, problem, fields: '{}', sealed_secret: null, key_id: null })
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .where('state', '=', waiting)
    .execute();
}

/** Deletes messages that nobody needs any more. */
export async function deleteMails(db: Database, organizationId: string, ids: readonly string[]) {
  if (ids.length === 0) return;
  await db
    .deleteFrom('outbox')
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .execute();
}

/** Takes the due messages of a group out of the outbox. Of several processes, one gets each. */
export function takeGroup(trx: Transaction, group: MailGroup, now: number) {
  return trx
    .deleteFrom('outbox')
    .where('organization_id', '=', group.organizationId)
    .where('address_key', '=', group.addressKey)
    .where('kind', '=', group.kind)
    .where('state', '=', waiting)
    .where('due_at', '<=', now)
    .returning(['id', 'user_id as userId', 'fields', 'created_at as createdAt'])
    .execute();
}

/** Drops an organization's messages that wait, for sample data that nobody has to be told of. */
export function dropWaiting(db: Database, organizationId: string) {
  return db
    .deleteFrom('outbox')
    .where('organization_id', '=', organizationId)
    .where('state', '=', waiting)
    .execute();
}

/** Returns whether an organization was deleted, so that nobody gets its messages any more. */
export async function isOrganizationDeleted(db: Database, organizationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('organizations')
    .select('deleted_at as deletedAt')
    .where('id', '=', organizationId)
    .executeTakeFirst();
  return !row || row.deletedAt !== null;
}

/** Returns the name and the slug that messages of an organization show. */
export function findSender(db: Database, organizationId: string) {
  return db
    .selectFrom('organizations')
    .select(['name', 'slug'])
    .where('id', '=', organizationId)
    .executeTakeFirstOrThrow();
}

const listedColumns = [
  'id',
  'kind',
  'address',
  'state',
  'attempts',
  'problem',
  'created_at as createdAt',
  'due_at as dueAt',
  'ended_at as endedAt',
] as const;

const unsentOrder = listOrder('mail', 'integer', 'id');
export type ListedMail = Awaited<ReturnType<typeof listUnsent>>['data'][number];

/**
 * Returns a page of an organization's messages that wait or have failed, newest first.
 * @param kinds those that this process knows; a newer one may write others
 */
export function listUnsent(
  db: Database,
  organizationId: string,
  kinds: readonly string[],
  request: PageRequest,
) {
  const unsent = db
    .selectFrom('outbox')
    .where('organization_id', '=', organizationId)
    // A literal, to match the partial index.
    .where('state', '<>', sql.lit('sent'))
    .where('kind', 'in', kinds);
  return readPage(request, {
    order: unsentOrder,
    count: () => countRows(db, unsent),
    read: ({ after, offset, limit }) =>
      unsent
        .select(listedColumns)
        .where(compareRow(['created_at', 'id'], '<', after))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}
