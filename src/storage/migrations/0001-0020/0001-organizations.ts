import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** Organizations, members, sessions, and the setup link of an empty database. */
export const organizations: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('organizations')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('slug', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('plan', 'text', (c) =>
      c.notNull().check(sql`plan in ('starter','trial','pro_trial','pro','past_due','canceled','expired')`),
    )
    .addColumn('pats_enabled', 'integer', (c) => c.notNull().check(sql`pats_enabled in (0, 1)`))
    .addColumn('max_lifetime_days', 'integer')
    .addColumn('expiry_required', 'integer', (c) => c.notNull().check(sql`expiry_required in (0, 1)`))
    .addColumn('idle_revocation_days', 'integer')
    .addColumn('registration', 'text', (c) =>
      c.notNull().check(sql`registration in ('open','authenticated','off')`),
    )
    .addColumn('two_factor_required', 'integer', (c) => c.notNull().check(sql`two_factor_required in (0, 1)`))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('users')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('email_key', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull().check(sql`role in ('ADMIN','TEAM_MEMBER','CUSTOMER')`))
    .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('active','deactivated','removed')`))
    .addColumn('password_hash', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('users_pk', ['organization_id', 'id'])
    .execute();
  await db.schema
    .createIndex('users_by_email')
    .on('users')
    .columns(['organization_id', 'email_key'])
    .unique()
    .where(sql.ref('state'), '<>', sql.lit('removed'))
    .execute();

  await db.schema
    .createTable('sessions')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull().unique())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('address', 'text')
    .addColumn('user_agent', 'text')
    .addPrimaryKeyConstraint('sessions_pk', ['organization_id', 'id'])
    .addForeignKeyConstraint('sessions_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('sessions_by_user')
    .on('sessions')
    .columns(['organization_id', 'user_id'])
    .execute();
  await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at').execute();

  await db.schema
    .createTable('setup_links')
    .addColumn('hash', types.bytes, (c) => c.primaryKey())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
};
