import type { MigrationStep } from '../types.ts';

/** The policy for sign-ins: which second factor is required, and how long sessions last. */
export const signInPolicy: MigrationStep = async (db) => {
  await db.schema
    .alterTable('organizations')
    .addColumn('two_factor', 'text', (c) => c.notNull().defaultTo('off'))
    .execute();
  await db
    .updateTable('organizations')
    .set({ two_factor: 'required' })
    .where('two_factor_required' as 'id', '=', 1 as never)
    .execute();
  await db.schema.alterTable('organizations').dropColumn('two_factor_required').execute();
  for (const [column, hours] of [
    ['session_idle_hours', 168],
    ['session_lifetime_hours', 720],
  ] as const)
    await db.schema
      .alterTable('organizations')
      .addColumn(column, 'bigint', (c) => c.notNull().defaultTo(hours))
      .execute();
};
