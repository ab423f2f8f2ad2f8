import { noteChanges } from '../../storage/changes/note-changes.ts';
import { compileOnce, type Placeholders } from '../../storage/compile-once.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';

/** What a connection covers, and since when. Times are milliseconds since the epoch. */
type ConnectionColumns = {
  readonly scopes: string;
  readonly audience: string;
  /** JSON: the redirect URIs to which its code was sent. */
  readonly redirectUris: string;
  readonly consentedAt: number;
};

/** Returns a member's active connections to a client, latest consent first; none while the client is blocked. */
export function findActiveConnections(
  db: Database,
  organizationId: string,
  userId: string,
  clientIdHash: Uint8Array,
  now: number,
) {
  return db
    .selectFrom('oauth_connections as c')
    .innerJoin('oauth_applications as a', (on) =>
      on.onRef('a.organization_id', '=', 'c.organization_id').onRef('a.id', '=', 'c.application_id'),
    )
    .select([
      'c.id',
      'c.application_id as applicationId',
      'c.scopes',
      'c.audience',
      'c.redirect_uris as redirectUris',
      'c.consented_at as consentedAt',
    ])
    .where('c.organization_id', '=', organizationId)
    .where('c.user_id', '=', userId)
    .where('a.client_id_hash', '=', clientIdHash)
    .where('c.ended_at', 'is', null)
    .where('c.expires_at', '>', now)
    .where('a.blocked_at', 'is', null)
    .orderBy('c.consented_at', 'desc')
    .orderBy('c.id', 'desc')
    .execute();
}

export type NewConnection = ConnectionColumns & {
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  /** oauth_applications.id */
  readonly applicationId: string;
  readonly at: number;
  /** When its code expires; `extendConnection` moves it later. */
  readonly expiresAt: number;
  /** The session that it was created with. */
  readonly createdWith: string | null;
};

export async function insertConnection(trx: Transaction, connection: NewConnection): Promise<void> {
  await trx
    .insertInto('oauth_connections')
    .values({
      organization_id: connection.organizationId,
      id: connection.id,
      user_id: connection.userId,
      application_id: connection.applicationId,
      scopes: connection.scopes,
      audience: connection.audience,
      redirect_uris: connection.redirectUris,
      created_at: connection.at,
      consented_at: connection.consentedAt,
      expires_at: connection.expiresAt,
      ended_at: null,
      created_with: connection.createdWith,
    })
    .execute();
}

/** What new tokens change of their connection. */
export type Extension = {
  readonly organizationId: string;
  readonly connectionId: string;
  /** When the last token expires. */
  readonly expiresAt: number;
  /** Milliseconds by which a refresh moves the expiry further, so that the next ones need not move it. */
  readonly reserve: number;
  /** That got the tokens. */
  readonly address: string | null;
};

type Update = { readonly counts: boolean; readonly moves: boolean };

/**
 * @param counts whether this is a refresh, which is counted
 * @param moves whether the expiry may move, which changes every index with it
 */
function connectionUpdate({ counts, moves }: Update) {
  return compileOnce(
    (
      db,
      {
        organizationId,
        connectionId,
        expiresAt,
        address,
        day,
      }: Placeholders<Omit<Extension, 'reserve'> & { readonly day: number }>,
    ) =>
      db
        .updateTable('oauth_connections')
        .set({ address })
        .$if(moves, (update) =>
          update.set((eb) => ({
            expires_at: eb
              .case()
              .when('expires_at', '<', expiresAt)
              .then(expiresAt)
              .else(eb.ref('expires_at'))
              .end(),
          })),
        )
        .$if(counts, (update) =>
          update.set((eb) => ({
            refreshed_day: day,
            refreshes: eb
              .case()
              .when('refreshed_day', '=', day)
              .then(eb('refreshes', '+', 1))
              .else(1)
              .end(),
          })),
        )
        .where('organization_id', '=', organizationId)
        .where('id', '=', connectionId),
    { unread: true },
  );
}

const extend = connectionUpdate({ counts: false, moves: true });
const extendByRefresh = connectionUpdate({ counts: true, moves: true });
const countRefresh = connectionUpdate({ counts: true, moves: false });

/** A refresh: its day, in days since the epoch, and the expiry that its connection has. */
export type Refresh = { readonly day: number; readonly expiresAt: number };

/**
 * Records the address that got new tokens, and moves the connection's expiry later, never earlier.
 * @param refresh that is counted; null for the first tokens
 */
export async function extendConnection(
  trx: Transaction,
  extension: Extension,
  refresh: Refresh | null = null,
): Promise<void> {
  const { expiresAt, reserve } = extension;
  if (refresh === null) await extend(trx, { ...extension, day: 0 });
  else if (expiresAt <= refresh.expiresAt) await countRefresh(trx, { ...extension, day: refresh.day });
  else await extendByRefresh(trx, { ...extension, expiresAt: expiresAt + reserve, day: refresh.day });
}

/**
 * Returns a member's active connections, to one client or to all (null), except the `allowed` most recently used or created.
 * Connections whose code is not exchanged yet do not count; they expire within a minute.
 */
export function findConnectionsBeyond(
  trx: Transaction,
  organizationId: string,
  userId: string,
  applicationId: string | null,
  allowed: number,
  now: number,
) {
  let connections = trx
    .selectFrom('oauth_connections as c')
    .select('c.id')
    .where('c.organization_id', '=', organizationId)
    .where('c.user_id', '=', userId)
    .where('c.ended_at', 'is', null)
    .where('c.expires_at', '>', now)
    // Set by the first exchange.
    .where('c.address', 'is not', null);
  if (applicationId !== null) connections = connections.where('c.application_id', '=', applicationId);
  return connections
    .orderBy((eb) => eb.fn.coalesce(lastUseOf('c'), 'c.created_at'), 'desc')
    .orderBy('c.id', 'desc')
    .limit(100)
    .offset(allowed)
    .execute();
}

/**
 * Revokes a connection, and thereby its codes and tokens, which are always read together with it. Undefined if there is
 * no such active connection, or it belongs to another member than `userId`.
 */
export async function endConnectionRow(
  trx: Transaction,
  organizationId: string,
  id: string,
  userId: string | null,
  now: number,
) {
  let update = trx
    .updateTable('oauth_connections')
    .set({ ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('ended_at', 'is', null);
  if (userId !== null) update = update.where('user_id', '=', userId);
  const ended = await update
    .returning(['user_id as userId', 'application_id as applicationId'])
    .executeTakeFirst();
  if (!ended) return undefined;
  await noteChanges(trx, organizationId, [id]);
  const client = await trx
    .selectFrom('oauth_applications')
    .select('name')
    .where('organization_id', '=', organizationId)
    .where('id', '=', ended.applicationId)
    .executeTakeFirst();
  return { userId: ended.userId, clientName: client?.name ?? '' };
}

/** Revokes the connections to an application, of one member or of all (null); returns their IDs. */
export async function endConnectionsTo(
  trx: Transaction,
  organizationId: string,
  applicationId: string,
  userId: string | null,
  now: number,
) {
  let update = trx
    .updateTable('oauth_connections')
    .set({ ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('application_id', '=', applicationId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now);
  if (userId !== null) update = update.where('user_id', '=', userId);
  const ended = await update.returning('id').execute();
  await noteChanges(
    trx,
    organizationId,
    ended.map(({ id }) => id),
  );
  return ended;
}

/** Selects connections with their client and member, revoked or not: every code and token is checked against them. */
export function connectionsWithMember(db: Database) {
  return db
    .selectFrom('oauth_connections as c')
    .innerJoin('oauth_applications as a', (on) =>
      on.onRef('a.organization_id', '=', 'c.organization_id').onRef('a.id', '=', 'c.application_id'),
    )
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.user_id'),
    )
    .select([
      'c.id as connectionId',
      'c.user_id as userId',
      'c.application_id as applicationId',
      'c.consented_at as consentedAt',
      // The connections of a blocked application end one by one.
      (eb) => eb.fn.coalesce('c.ended_at', 'a.blocked_at').as('endedAt'),
      'a.client_id as clientId',
      'a.name as clientName',
      'u.email',
      'u.state as memberState',
    ]);
}

export function findConnection(db: Database, organizationId: string, connectionId: string) {
  return connectionsWithMember(db)
    .where('c.organization_id', '=', organizationId)
    .where('c.id', '=', connectionId)
    .executeTakeFirst();
}
