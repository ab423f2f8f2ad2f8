import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { migrationSteps } from '../../src/storage/migrations/list.ts';
import { createTestDatabase } from '../support/databases/database.ts';

it('a migration gives tokens their words and order, and ended ones the reason that the log has', async () => {
  const database = await createTestDatabase({ empty: true });
  const { db, types } = openDatabase(database.url, () => {});
  const steps = Object.entries(migrationSteps);
  for (const [name, step] of steps) if (name < '0036') await step(db, types);
  await sql`
    insert into organizations (id, slug, name, plan, pats_enabled, expiry_required, registration, created_at)
    values ('org_1', 'acme', 'Acme', 'pro', 1, 0, 'open', 1)`.execute(db);
  await sql`
    insert into users (organization_id, id, email, email_key, name, role, state, created_at)
    values ('org_1', 'usr_1', 'a@acme.test', 'a@acme.test', 'Ada', 'ADMIN', 'active', 1)`.execute(db);
  const ends = [
    ['tok_active', null, null],
    ['tok_idle', 'token.revoked', { name: 'x', userId: 'usr_1', reason: 'idle' }],
    ['tok_leaked', 'token.revoked', { name: 'x', userId: 'usr_1', reason: 'reported as leaked' }],
    ['tok_replaced', 'token.rotated', { name: 'x', userId: 'usr_1', successorId: 'tok_active' }],
    ['tok_revoked', 'token.revoked', { name: 'x', userId: 'usr_1' }],
  ] as const;
  for (const [index, [id, action, details]] of ends.entries()) {
    const ended = action === null ? 0 : 1;
    await sql`
      insert into access_tokens (organization_id, id, user_id, name, hash, hint, created_at, revoked_at, ended, ended_at)
      values ('org_1', ${id}, 'usr_1', 'CI Pipeline', ${Buffer.from(id)}, 'k3Qz', 1, ${ended === 1 ? 0 : null}, ${ended}, ${ended === 1 ? 9 : null})`.execute(
      db,
    );
    if (action === null) continue;
    const hash = Buffer.from(id);
    await sql`
      insert into audit_events (organization_id, sequence, id, at, actor_kind, actor_id, action, target_kind, target_id,
        details, previous_hash, hash)
      values ('org_1', ${index}, ${`aud_${index}`}, 9, 'member', 'usr_1', ${action}, 'token', ${id},
        ${JSON.stringify(details)}, ${hash}, ${hash})`.execute(db);
  }
  for (const [name, step] of steps) if (name >= '0036') await step(db, types);
  const rows = await db
    .selectFrom('access_tokens')
    .select(['id', 'end_reason', 'ended_by', 'successor_id', 'name_order'])
    .orderBy('id')
    .execute();
  const order = rows[0]?.name_order ?? '';
  expect(order.length).toBeGreaterThan(20);
  expect(rows.map(({ name_order, ...row }) => [...Object.values(row), name_order === order])).toEqual([
    ['tok_active', null, null, null, true],
    ['tok_idle', 'idle', 'usr_1', null, true],
    ['tok_leaked', 'leaked', 'usr_1', null, true],
    ['tok_replaced', 'replaced', 'usr_1', 'tok_active', true],
    ['tok_revoked', 'revoked', 'usr_1', null, true],
  ]);
  const words = await db
    .selectFrom('token_words')
    .select('word')
    .where('token_id', '=', 'tok_idle')
    .execute();
  expect(words.map(({ word }) => word).toSorted()).toEqual(['#k3Qz', 'ci', 'pipeline']);
  await db.destroy();
  await database.drop();
});
