import { hashSecret } from '../../credentials/hash.ts';
import { compileOnce, type Placeholders } from '../../storage/compile-once.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import { authMethods, type Client, type ClientKeys, clientKinds } from './client.ts';
import { knownGrantTypes } from './grant-types.ts';

const clientColumns = [
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

export type ClientRow = NonNullable<Awaited<ReturnType<typeof findClientRow>>>;

type ClientKey = { readonly organizationId: string; readonly hash: Uint8Array };

const clientByHash = compileOnce((db, { organizationId, hash }: Placeholders<ClientKey>) =>
  db
    .selectFrom('oauth_applications')
    .select(clientColumns)
    .where('organization_id', '=', organizationId)
    .where('client_id_hash', '=', hash),
);

/** Finds the row of a client that a member has allowed, blocked or not. */
export async function findClientRow(db: Database, organizationId: string, clientId: string) {
  const [row] = await clientByHash(db, { organizationId, hash: hashSecret(clientId) });
  return row;
}

/** Finds clients by the SHA-256 of their secret in all organizations, for reports of leaked secrets. */
export function findClientsBySecret(db: Database, secretHash: Uint8Array) {
  return db
    .selectFrom('oauth_applications')
    .select(['organization_id as organizationId', 'id', 'name', 'blocked_at as blockedAt'])
    .where('secret_hash', '=', secretHash)
    .execute();
}

/**
 * Parses the row of a client.
 * @throws Error on an unknown kind or authentication method
 */
export function parseClient(row: Omit<ClientRow, 'id' | 'blockedAt'>): Client {
  const kind = clientKinds.find((known) => known === row.kind);
  const authMethod = authMethods.find((known) => known === row.authMethod);
  if (!kind || !authMethod) throw new Error('a client has an unknown kind or authentication method');
  const { clientId, name, uri, logoUri, secretHash } = row;
  const redirectUris: string[] = JSON.parse(row.redirectUris);
  return {
    clientId,
    kind,
    name,
    uri,
    logoUri,
    redirectUris,
    authMethod,
    grantTypes: knownGrantTypes(row.grantTypes.split(' ')),
    secretHash,
    ...(row.keys === null ? {} : { keys: JSON.parse(row.keys) as ClientKeys }),
    ...(row.alsoPublic === 1 ? { alsoPublic: true } : {}),
  };
}

/**
 * Stores a client, or updates it from its metadata document, in the transaction of a consent. This locks the row until
 * the transaction ends: concurrent consents wait for each other, and a concurrent block either rejects the consent or
 * revokes its connection.
 * @param now milliseconds since the epoch
 * @returns the row's id; null if an administrator has blocked the client
 */
export async function saveClient(
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
      grant_types: client.grantTypes.join(' '),
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
  return saved ?? null;
}

/**
 * Locks a client's row until the transaction ends, which serializes changes to its connections. Undefined if no member
 * has allowed the client, or an administrator has blocked it.
 */
export function lockClient(trx: Transaction, organizationId: string, clientIdHash: Uint8Array) {
  return trx
    .updateTable('oauth_applications')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('organization_id', '=', organizationId)
    .where('client_id_hash', '=', clientIdHash)
    .where('blocked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
}

/** Locks a client's row by its id, blocked or not. */
export function lockClientRow(trx: Transaction, organizationId: string, applicationId: string) {
  return trx
    .updateTable('oauth_applications')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', applicationId)
    .returning('name')
    .executeTakeFirst();
}
