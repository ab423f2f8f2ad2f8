import type { MigrationStep } from '../types.ts';

/**
 * How each session was opened and when it used a second factor, and the counters that limit attempts at an
 * account. The counters are stored here so that all processes share them.
 */
export const signInStrength: MigrationStep = async (db) => {
  await db.schema
    .alterTable('sessions')
    .addColumn('opened_by', 'text', (c) => c.notNull().defaultTo('password'))
    .execute();
  await db.schema.alterTable('sessions').addColumn('second_factor', 'text').execute();
  await db.schema.alterTable('sessions').addColumn('second_factor_at', 'bigint').execute();
  // A session that began after its member's factor was confirmed must have used one, because sign-in required
  // it. The kind of code is unknown; nearly everyone uses the app.
  await db
    .updateTable('sessions')
    .set((eb) => ({ second_factor: 'totp', second_factor_at: eb.ref('created_at') }))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('second_factors as f')
          .select('f.user_id')
          .whereRef('f.organization_id', '=', 'sessions.organization_id')
          .whereRef('f.user_id', '=', 'sessions.user_id')
          .whereRef('f.confirmed_at', '<', 'sessions.created_at'),
      ),
    )
    .execute();

  for (const column of ['failed_in_row', 'failed_in_day', 'failed_since'])
    await db.schema
      .alterTable('second_factors')
      .addColumn(column, 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();

  await db.schema
    .createTable('sign_in_tries')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('account', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('failures', 'bigint', (c) => c.notNull())
    .addColumn('blocked_until', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('sign_in_tries_pk', ['organization_id', 'account', 'source'])
    .execute();
  await db.schema.createIndex('sign_in_tries_by_age').on('sign_in_tries').column('at').execute();

  await db.schema
    .createTable('known_sources')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('known_sources_pk', ['organization_id', 'user_id', 'source'])
    .execute();
  await db.schema.createIndex('known_sources_by_age').on('known_sources').column('at').execute();

  await db.schema
    .createTable('refusal_counts')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('account', 'text', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addColumn('total', 'bigint', (c) => c.notNull())
    .addColumn('written', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('refusal_counts_pk', ['organization_id', 'action', 'account'])
    .execute();
};
