import { parseStoredWord } from '../../access/words.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import { compileOnce, type Placeholders } from '../../storage/compile-once.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import { authMethods, type Client, type ClientKeys, clientKinds } from './client.ts';

const applicationColumns = [
  'id',
  'client_id as clientId',
  'kind',
  'name',
  'uri',
  'logo_uri as logoUri',
  'redirect_uris as redirectUris',
  'auth_method as authMethod',
  'grant_types as grantTypes',
  'secret_hash as secretHash',
  'keys',
  'also_public as alsoPublic',
  'blocked_at as blockedAt',
] as const;

export type ApplicationRow = NonNullable<Awaited<ReturnType<typeof findApplicationOf>>>;

type Key = { readonly organizationId: string; readonly hash: Uint8Array };

const applicationByHash = compileOnce((db, { organizationId, hash }: Placeholders<Key>) =>
  db
    .selectFrom('oauth_applications')
    .select(applicationColumns)
    .where('organization_id', '=', organizationId)
    .where('client_id_hash', '=', hash),
);

/** Finds the application of a client, blocked or not; undefined if no member has allowed the client. */
export async function findApplicationOf(db: Database, organizationId: string, clientId: string) {
  const [row] = await applicationByHash(db, { organizationId, hash: hashSecret(clientId) });
  return row;
}

/** Finds applications by the SHA-256 of their client's secret in all organizations, for reports of leaked secrets. */
export function findApplicationsBySecret(db: Database, secretHash: Uint8Array) {
  return db
    .selectFrom('oauth_applications')
    .select(['organization_id as organizationId', 'id', 'name', 'blocked_at as blockedAt'])
    .where('secret_hash', '=', secretHash)
    .execute();
}

/**
 * Returns the client of an application.
 * @throws Error on an unknown kind or authentication method
 */
export function clientOf(row: Omit<ApplicationRow, 'id' | 'blockedAt'>): Client {
  const { clientId, name, uri, logoUri, secretHash } = row;
  const redirectUris: string[] = JSON.parse(row.redirectUris);
  return {
    clientId,
    kind: parseStoredWord(clientKinds, row.kind),
    name,
    uri,
    logoUri,
    redirectUris,
    authMethod: parseStoredWord(authMethods, row.authMethod),
    grantTypes: new Set(row.grantTypes.split(' ')),
    secretHash,
    ...(row.keys === null ? {} : { keys: JSON.parse(row.keys) as ClientKeys }),
    ...(row.alsoPublic === 1 ? { alsoPublic: true } : {}),
  };
}

/**
 * Stores a client as an application, or updates it from its metadata document, in the transaction of a consent. This locks the row until
 * the transaction ends: concurrent consents wait for each other, and a concurrent block either rejects the consent or
 * revokes its connection.
 * @param now milliseconds since the epoch
 * @returns the application's ID; null if an administrator has blocked the client
 */
export async function saveApplication(
  trx: Transaction,
  organizationId: string,
  client: Client,
  now: number,
): Promise<{ readonly id: string } | null> {
  const saved = await trx
    .insertInto('oauth_applications')
    .values({
      organization_id: organizationId,
      id: newId('app'),
      client_id: client.clientId,
      client_id_hash: hashSecret(client.clientId),
      kind: client.kind,
      name: client.name,
      uri: client.uri,
      logo_uri: client.logoUri,
      redirect_uris: JSON.stringify(client.redirectUris),
      auth_method: client.authMethod,
      grant_types: [...client.grantTypes].join(' '),
      secret_hash: client.secretHash,
      keys: client.keys ? JSON.stringify(client.keys) : null,
      also_public: client.alsoPublic ? 1 : 0,
      created_at: now,
      blocked_at: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'client_id_hash'])
        .doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          uri: eb.ref('excluded.uri'),
          logo_uri: eb.ref('excluded.logo_uri'),
          redirect_uris: eb.ref('excluded.redirect_uris'),
          grant_types: eb.ref('excluded.grant_types'),
          auth_method: eb.ref('excluded.auth_method'),
          keys: eb.ref('excluded.keys'),
          also_public: eb.ref('excluded.also_public'),
        }))
        .where('oauth_applications.blocked_at', 'is', null),
    )
    .returning('id')
    .executeTakeFirst();
  if (saved) await noteChanges(trx, organizationId, [saved.id]);
  return saved ?? null;
}

/**
 * Locks the application of a client until the transaction ends, which serializes changes to its connections. Undefined
 * if no member has allowed the client, or an administrator has blocked it.
 */
export function lockApplicationOf(trx: Transaction, organizationId: string, clientIdHash: Uint8Array) {
  return trx
    .updateTable('oauth_applications')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('organization_id', '=', organizationId)
    .where('client_id_hash', '=', clientIdHash)
    .where('blocked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
}

/** Locks an application, blocked or not. */
export function lockApplication(trx: Transaction, organizationId: string, applicationId: string) {
  return trx
    .updateTable('oauth_applications')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', applicationId)
    .returning('name')
    .executeTakeFirst();
}
