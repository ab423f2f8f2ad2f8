import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';

export type NewResourceServer = {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly secretHash: Uint8Array;
  readonly hint: string;
  readonly createdBy: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The session that it was created with. */
  readonly createdWith: string | null;
};

function servers(db: Database, organizationId: string) {
  return db
    .selectFrom('resource_servers as r')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'r.organization_id').onRef('u.id', '=', 'r.created_by'),
    )
    .select([
      'r.id',
      'r.name',
      'r.hint',
      'r.created_at as createdAt',
      'u.id as creatorId',
      'u.name as creatorName',
      'u.email as creatorEmail',
    ])
    .where('r.organization_id', '=', organizationId);
}
export type ResourceServerRow = NonNullable<Awaited<ReturnType<typeof findResourceServer>>>;

/** Returns an organization's resource servers, newest first. Their number is limited. */
export function listResourceServers(db: Database, organizationId: string) {
  return servers(db, organizationId).orderBy('r.created_at', 'desc').orderBy('r.id', 'desc').execute();
}

function findResourceServer(db: Database, organizationId: string, id: string) {
  return servers(db, organizationId).where('r.id', '=', id).executeTakeFirst();
}

export async function countResourceServers(trx: Transaction, organizationId: string): Promise<number> {
  const { total } = await trx
    .selectFrom('resource_servers')
    .where('organization_id', '=', organizationId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

export function insertResourceServer(trx: Transaction, server: NewResourceServer) {
  return trx
    .insertInto('resource_servers')
    .values({
      organization_id: server.organizationId,
      id: server.id,
      name: server.name,
      secret_hash: server.secretHash,
      hint: server.hint,
      created_at: server.createdAt,
      created_by: server.createdBy,
      created_with: server.createdWith,
    })
    .execute();
}

/** Deletes a resource server; returns its name, or undefined if there is none. */
export async function deleteResourceServer(trx: Transaction, organizationId: string, id: string) {
  const deleted = await trx
    .deleteFrom('resource_servers')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst();
  if (deleted) await noteChanges(trx, organizationId, [id]);
  return deleted;
}

/** Returns the hash of a resource server's secret; undefined if there is none. */
export function findResourceServerSecret(db: Database, organizationId: string, id: string) {
  return db
    .selectFrom('resource_servers')
    .select('secret_hash as secretHash')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Finds resource servers by the SHA-256 of their secret in all organizations, for reports of leaked secrets. */
export function findResourceServersBySecret(db: Database, secretHash: Uint8Array) {
  return db
    .selectFrom('resource_servers')
    .select(['organization_id as organizationId', 'id', 'name'])
    .where('secret_hash', '=', secretHash)
    .execute();
}
