import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.ts';
import { withDeadline } from '../../src/storage/deadline.ts';
import { databaseKind } from './databases/database.ts';

const actions = ['token.created', 'token.revoked', 'ticket.created', 'member.changed'];

/** Three rows each have the same time, so that lists need the ID to order them. */
const at = sql`1750000000000 + 60000 * (i / 3)`;
const bytes = (prefix: string) => {
  const text = sql`${sql.lit(prefix)} || i`;
  return databaseKind === 'sqlite' ? sql`cast(${text} as blob)` : sql`convert_to(${text}, 'UTF8')`;
};
/** An ID of 23 digits. */
const idOf = (prefix: string) =>
  sql`${sql.lit(`${prefix}_0000000000000000`)} || substr(cast(10000000 + i as text), 2)`;

type Insert = (into: string, ...values: ReturnType<typeof sql>[]) => Promise<unknown>;

/** Time limit in milliseconds for all rows of a table. */
const deadline = 60_000;

/** Fills the lists of an organization with `count` rows each. The notices and two of three events are of one member. */
export function fillLists(db: Database, organizationId: string, userId: string, count: number) {
  return withDeadline(deadline, () => fillTables(db, organizationId, userId, count));
}

async function fillTables(db: Database, organizationId: string, userId: string, count: number) {
  const insert = (into: string, ...values: ReturnType<typeof sql>[]) =>
    sql`
      insert into ${sql.raw(into)}
      with recursive numbers (i) as (select 1 union all select i + 1 from numbers where i < ${sql.lit(count)})
      select ${sql.lit(organizationId)}, ${sql.join(values)} from numbers`.execute(db);
  const user = sql.lit(userId);
  const later = sql.lit(4_000_000_000_000);
  await insert(
    'users (organization_id, id, email, email_key, name, role, state, created_at, name_order, last_seen_at)',
    idOf('usr'),
    sql`'m' || i || '@acme.test'`,
    sql`'m' || i || '@acme.test'`,
    sql`'Member ' || i`,
    sql`'CUSTOMER'`,
    sql`'active'`,
    at,
    sql`'n' || i / 3`,
    at,
  );
  for (const word of [sql`'member'`, sql`'m' || i`, sql`'acme'`])
    await insert('member_words (organization_id, user_id, word)', idOf('usr'), word);
  await insert(
    'notices (organization_id, id, user_id, kind, token_id, token_name, created_at)',
    idOf('ntc'),
    user,
    sql`'token_leaked'`,
    idOf('tok'),
    sql`'CI'`,
    at,
  );
  await fillTokens(insert, later);
  await insert(
    'oauth_applications (organization_id, id, client_id, client_id_hash, kind, name, redirect_uris, auth_method, created_at)',
    idOf('app'),
    sql`'client' || i`,
    bytes('client'),
    sql`'registered'`,
    sql`'App ' || i`,
    sql`'[]'`,
    sql`'none'`,
    at,
  );
  await insert(
    'oauth_connections (organization_id, id, user_id, application_id, scopes, audience, redirect_uris, created_at, consented_at, expires_at)',
    idOf('grt'),
    idOf('usr'),
    sql`(select min(id) from oauth_applications)`,
    sql`'tickets:read'`,
    sql`'api'`,
    sql`'[]'`,
    at,
    at,
    later,
  );
  await fillTickets(db, organizationId, insert);
  await fillLog(db, organizationId, userId, count);
  // As autovacuum does. SQLite has no statistics.
  if (databaseKind === 'postgres') await sql`analyze`.execute(db);
}

/** Each member has a token that works, and the first one has ended ones. */
async function fillTokens(insert: Insert, later: ReturnType<typeof sql.lit>) {
  await insert(
    'access_tokens (organization_id, id, user_id, name, name_order, hash, hint, created_at, expires_at)',
    idOf('tok'),
    idOf('usr'),
    sql`'Deploy ' || i`,
    sql`'n' || i / 3`,
    bytes('token'),
    sql`'abcd'`,
    at,
    later,
  );
  for (const word of [sql`'deploy'`, sql`'' || i`, sql`'#abcd'`])
    await insert('token_words (organization_id, word, token_id)', word, idOf('tok'));
  await insert(
    'access_tokens (organization_id, id, user_id, name, hash, hint, created_at, revoked_at, ended, ended_at)',
    sql`'tok_1' || substr(${idOf('tok')}, 6)`,
    sql`'usr_00000000000000000000001'`,
    sql`'Old'`,
    bytes('ended'),
    sql`'abcd'`,
    at,
    sql`0`,
    sql`1`,
    sql`${later} + i / 3`,
  );
}

/**
 * All tickets are on the first board, where the first member is, who has one of two assignments and all comments. All
 * members are on the second board, and the second member is on all boards but the first.
 */
async function fillTickets(db: Database, organizationId: string, insert: Insert) {
  const firstUser = sql`'usr_00000000000000000000001'`;
  const firstBoard = sql`'brd_00000000000000000000001'`;
  await insert(
    'boards (organization_id, id, key, name, last_ticket_number, created_at)',
    idOf('brd'),
    sql`'B' || i`,
    sql`'Board ' || i`,
    sql`1`,
    at,
  );
  await sql`
    insert into board_members (organization_id, board_id, user_id)
    values (${sql.lit(organizationId)}, ${firstBoard}, ${firstUser})`.execute(db);
  const second = (prefix: string) => sql.lit(`${prefix}_00000000000000000000002`);
  await insert('board_members (organization_id, board_id, user_id)', second('brd'), idOf('usr'));
  await sql`
    insert into board_members (organization_id, board_id, user_id)
    select organization_id, id, ${second('usr')} from boards
    where organization_id = ${sql.lit(organizationId)} and id > ${second('brd')}`.execute(db);
  await insert(
    'tickets (organization_id, id, board_id, number, title, description, status, priority, assignee_id, author_id, search_text, created_at, updated_at)',
    idOf('tkt'),
    firstBoard,
    sql`i`,
    sql`'Ticket ' || i`,
    sql`''`,
    sql`case i % 2 when 0 then 'DONE' else 'TODO' end`,
    sql`case i / 2 % 4 when 0 then 'URGENT' when 1 then 'HIGH' when 2 then 'MEDIUM' else 'LOW' end`,
    sql`case i % 2 when 0 then ${firstUser} end`,
    firstUser,
    sql`'ticket ' || i`,
    at,
    at,
  );
  await insert(
    'comments (organization_id, id, ticket_id, author_id, body, created_at)',
    idOf('cmt'),
    sql`'tkt_00000000000000000000001'`,
    firstUser,
    sql`'Comment ' || i`,
    at,
  );
}

/** The events alternate between actions. */
async function fillLog(db: Database, organizationId: string, userId: string, count: number) {
  const head = db.selectFrom('audit_heads').where('organization_id', '=', organizationId);
  const { sequence } = await head.select('sequence').executeTakeFirstOrThrow();
  const action = actions.map((name, index) => sql`when i % 4 = ${sql.lit(index)} then ${sql.lit(name)}`);
  await sql`
    insert into audit_events (organization_id, sequence, id, at, actor_kind, actor_id, action, target_kind, target_id,
      details, previous_hash, hash)
    with recursive numbers (i) as (select 1 union all select i + 1 from numbers where i < ${sql.lit(count)})
    select ${sql.lit(organizationId)}, i + ${sql.lit(sequence)}, ${idOf('aud')}, ${at}, 'member',
      case when i % 3 > 0 then ${sql.lit(userId)} end, case ${sql.join(action, sql` `)} end, 'token', 'target' || (i % 10),
      '{}', ${bytes('previous')}, ${bytes('hash')}
    from numbers`.execute(db);
  await db
    .updateTable('audit_heads')
    .set({ sequence: sequence + count })
    .where('organization_id', '=', organizationId)
    .execute();
}
