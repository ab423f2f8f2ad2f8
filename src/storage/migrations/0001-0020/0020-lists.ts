import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

type Schema = Parameters<MigrationStep>[0];

/**
 * Indexes in the order of the lists, so that a page reads its own rows only. They replace indexes that begin with the
 * same columns. The tokens of removed members leave the lists, and applications get a last use of their own.
 */
export const lists: MigrationStep = async (db) => {
  for (const column of ['actor_id', 'action', 'target_id', 'at'])
    await db.schema.dropIndex(`audit_events_by_${column}`).execute();
  await index(db, 'audit_events_by_time', 'audit_events', ['at', 'sequence']);
  await index(db, 'audit_events_by_action', 'audit_events', ['action', 'at', 'sequence']);
  await index(db, 'audit_events_by_actor', 'audit_events', ['actor_id', 'action', 'at', 'sequence']);
  await index(db, 'audit_events_by_target', 'audit_events', ['target_id', 'at', 'sequence']);

  await db.schema
    .createIndex('users_by_age')
    .on('users')
    .columns(['organization_id', 'created_at', 'id'])
    .where(sql.ref('state'), '<>', sql.lit('removed'))
    .execute();

  await db.schema.dropIndex('notices_by_user').execute();
  await index(db, 'notices_by_member', 'notices', ['user_id', 'created_at', 'id']);
  await index(db, 'invitations_by_age', 'invitations', ['created_at', 'id']);

  await sql`
    update access_tokens set ended = 1
    where ended = 0 and exists (
      select 1 from users as u
      where u.organization_id = access_tokens.organization_id and u.id = access_tokens.user_id and u.state = 'removed'
    )`.execute(db);
  for (const name of ['access_tokens_by_user', 'access_tokens_by_age'])
    await db.schema.dropIndex(name).execute();
  const tokenIndexes = {
    access_tokens_of_member: ['user_id', 'created_at', 'id'],
    access_tokens_by_creation: ['created_at', 'id'],
  };
  for (const [name, columns] of Object.entries(tokenIndexes))
    await db.schema
      .createIndex(name)
      .on('access_tokens')
      // The last two make the index enough to know whether a token is active.
      .columns(['organization_id', ...columns, 'expires_at', 'revoked_at'])
      .where(sql.ref('ended'), '=', sql.lit(0))
      .execute();

  await index(db, 'oauth_applications_by_age', 'oauth_applications', ['created_at', 'id']);
  await db.schema.dropIndex('oauth_grants_by_client').execute();
  const connectionIndexes = {
    oauth_connections_by_age: ['created_at', 'id', 'expires_at'],
    oauth_connections_by_application: ['application_id', 'created_at', 'id', 'expires_at', 'user_id'],
    oauth_connections_of_member: ['user_id', 'created_at', 'id', 'expires_at'],
  };
  // The rest of the columns make an index enough to count with.
  for (const [name, columns] of Object.entries(connectionIndexes))
    await db.schema
      .createIndex(name)
      .on('oauth_connections')
      .columns(['organization_id', ...columns])
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
  await copyLastUses(db);
};

async function index(db: Schema, name: string, table: string, columns: readonly string[]): Promise<void> {
  await db.schema
    .createIndex(name)
    .on(table)
    .columns(['organization_id', ...columns])
    .execute();
}

/** An application was last used when the last used one of its connections was. */
async function copyLastUses(db: Schema): Promise<void> {
  await sql`
    insert into last_uses (organization_id, credential_id, at)
    select g.organization_id, g.application_id, max(used.at)
    from oauth_connections as g
    inner join last_uses as used on used.organization_id = g.organization_id and used.credential_id = g.id
    group by g.organization_id, g.application_id`.execute(db);
}
