import type { MigrationStep } from '../types.ts';

/**
 * The last uses of tokens and connections in a table of narrow rows that share pages: in the wide rows of
 * many tokens, each write needed its own page. Sessions keep theirs, because they are few and get deleted. No
 * foreign key, as in 0007.
 */
export const lastUses: MigrationStep = async (db) => {
  await db.schema
    .createTable('last_uses')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('credential_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('last_uses_pk', ['organization_id', 'credential_id'])
    .execute();
  for (const table of ['access_tokens', 'oauth_grants'] as const) {
    await db
      .insertInto('last_uses')
      .columns(['organization_id', 'credential_id', 'at'])
      .expression((eb) => {
        const at = eb.ref('last_used_at' as never);
        return eb
          .selectFrom(table as 'access_tokens')
          .select(['organization_id', 'id', at.as('at')])
          .where(at, 'is not', null);
      })
      .execute();
    await db.schema.alterTable(table).dropColumn('last_used_at').execute();
  }
};
