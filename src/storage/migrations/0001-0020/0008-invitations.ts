import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** Pending invitations to an organization, at most one per email. */
export const invitations: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('invitations')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('email_key', 'text', (c) => c.notNull())
    .addColumn('name', 'text')
    .addColumn('role', 'text', (c) => c.notNull().check(sql`role in ('ADMIN','TEAM_MEMBER','CUSTOMER')`))
    .addColumn('hash', types.bytes, (c) => c.notNull().unique())
    .addColumn('invited_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('invitations_pk', ['organization_id', 'id'])
    .addUniqueConstraint('invitations_email', ['organization_id', 'email_key'])
    .addForeignKeyConstraint('invitations_inviter', ['organization_id', 'invited_by'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema.createIndex('invitations_by_expiry').on('invitations').column('expires_at').execute();
};
