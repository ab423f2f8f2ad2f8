import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

type Db = Parameters<MigrationStep>[0];

/**
 * What people want to know of a token: its description, why and by whom it ended, its last addresses, and on which days it
 * used which scopes. Ended tokens get indexes in the order of their lists.
 */
export const tokenDetails: MigrationStep = async (db) => {
  for (const column of ['description', 'end_reason', 'ended_by', 'successor_id'])
    await db.schema.alterTable('access_tokens').addColumn(column, 'text').execute();
  await db.schema
    .alterTable('token_usage')
    .addColumn('scopes', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('token_addresses')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('token_id', 'text', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('token_addresses_pk', ['organization_id', 'token_id', 'address'])
    .execute();
  const indexes = {
    access_tokens_inactive: ['organization_id', 'ended_at', 'id'],
    access_tokens_inactive_of_member: ['organization_id', 'user_id', 'ended_at', 'id'],
  };
  for (const [name, columns] of Object.entries(indexes))
    await db.schema
      .createIndex(name)
      .on('access_tokens')
      .columns(columns)
      .where(sql.ref('ended'), '=', sql.lit(1))
      .execute();
  await fillEnds(db);
};

/** Tokens in one slice. */
const slice = 200;

/** The log knows why tokens ended that were revoked before. */
async function fillEnds(db: Db): Promise<void> {
  for (let after: readonly [string, string] = ['', '']; ; ) {
    const rows = await db
      .selectFrom('access_tokens')
      .select(['organization_id', 'id'])
      .where('ended', '=', 1)
      .where(sql<boolean>`(organization_id, id) > (${after[0]}, ${after[1]})`)
      .orderBy('organization_id')
      .orderBy('id')
      .limit(slice)
      .execute();
    for (const { organization_id, id } of rows) await fillEnd(db, organization_id, id);
    const last = rows.at(-1);
    if (!last || rows.length < slice) return;
    after = [last.organization_id, last.id];
    await setImmediate();
  }
}

async function fillEnd(db: Db, organizationId: string, tokenId: string): Promise<void> {
  const [event] = await db
    .selectFrom('audit_events')
    .select(['action', 'actor_kind', 'actor_id', 'details'])
    .where('organization_id', '=', organizationId)
    .where('target_id', '=', tokenId)
    .where('action', 'in', ['token.revoked', 'token.rotated'])
    .orderBy('at', 'desc')
    .orderBy('sequence', 'desc')
    .limit(1)
    .execute();
  if (!event) return;
  const { reason, successorId } = JSON.parse(event.details) as Readonly<Record<string, string>>;
  await db
    .updateTable('access_tokens')
    .set({
      end_reason: event.action === 'token.rotated' ? 'replaced' : reasonOf(reason),
      ended_by: event.actor_id ?? event.actor_kind,
      successor_id: successorId ?? null,
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', tokenId)
    .execute();
}

function reasonOf(text: string | undefined): string {
  if (text === 'idle') return 'idle';
  return text?.includes('leaked') ? 'leaked' : 'revoked';
}
