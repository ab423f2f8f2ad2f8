import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteAdapter, sql } from 'kysely';
import { defaultPolicy } from '../src/access/policy.ts';
import { beginAudit } from '../src/audit/append.ts';
import { prepareDemo } from '../src/cli/demo/prepare.ts';
import { withDatabaseOf } from '../src/cli/with-database.ts';
import { hashSecret } from '../src/credentials/hash.ts';
import { newToken, tokenHint } from '../src/credentials/token-format.ts';
import { insertOrganization } from '../src/organizations/queries.ts';
import { readConfig } from '../src/server/config.ts';
import { type Database, inTransaction, type Transaction } from '../src/storage/database.ts';
import { newId } from '../src/storage/ids.ts';

/** A database with the demo's organization and many tokens. */
export type Seeded = {
  readonly url: string;
  /** A token of the demo. */
  readonly token: string;
  /** The path of a file with lines `host token`, evenly spread over the table. */
  readonly tokens: string;
};

const organizations = 100;
const membersEach = 100;
/** The maximum number of tokens with a known secret. All others are unusable rows. */
const known = 100_000;
/** The approximate number of rows in one statement. */
const largestBatch = 1_000;

type Member = { readonly organizationId: string; readonly slug: string; readonly userId: string };

/**
 * Fills an empty database with the demo, 100 organizations of 100 members, and `count` tokens of these members.
 * @param folder the folder of the file with the tokens
 */
export async function seed(url: string, folder: string, count: number): Promise<Seeded> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return withDatabaseOf(readConfig({ DATABASE_URL: url }), async ({ db, now }) => {
    const { token } = await prepareDemo(db, now);
    if (!('secret' in token)) throw new Error(token.problem);
    const members = await insertMembers(db, now);
    if (url.startsWith('sqlite:')) await sql`pragma cache_size = -4000000`.execute(db);
    const path = join(folder, 'tokens.txt');
    const lines = await insertTokens(db, members, count, now);
    writeFileSync(path, lines.join('\n'));
    await sql`analyze`.execute(db);
    return { url, token: token.secret, tokens: path };
  });
}

async function insertMembers(db: Database, at: number): Promise<Member[]> {
  const members: Member[] = [];
  for (let index = 0; index < organizations; index += 1) {
    const organizationId = newId('org');
    const slug = `corp-${index}`;
    await inTransaction(db, async (trx) => {
      await insertOrganization(trx, {
        id: organizationId,
        slug,
        name: `Corporation ${index}`,
        plan: 'pro',
        policy: defaultPolicy,
        at,
      });
      const rows = Array.from({ length: membersEach }, (_, number) => ({
        organization_id: organizationId,
        id: newId('usr'),
        email: `member-${number}@${slug}.example`,
        email_key: `member-${number}@${slug}.example`,
        name: `Member ${number}`,
        role: 'TEAM_MEMBER',
        state: 'active',
        password_hash: null,
        created_at: at,
      }));
      await trx.insertInto('users').values(rows).execute();
      await beginAudit(trx, organizationId);
      members.push(...rows.map(({ id }) => ({ organizationId, slug, userId: id })));
    });
  }
  return members;
}

/**
 * Inserts the known tokens between unusable rows, because neighboring rows share pages and the requested ones must not.
 * @returns lines `host token`
 */
async function insertTokens(
  db: Database,
  members: readonly Member[],
  count: number,
  at: number,
): Promise<string[]> {
  const wanted = Math.min(known, count);
  const fillers = Math.floor(count / wanted) - 1;
  const batch = Math.min(largestBatch, Math.ceil(largestBatch / Math.max(1, fillers)));
  const lines: string[] = [];
  // One transaction, because each separate batch would wait for the disk.
  await inTransaction(db, async (trx) => {
    while (lines.length < wanted) {
      const owners = Array.from({ length: Math.min(batch, wanted - lines.length) }, () => anyOf(members));
      const rows = owners.map(({ organizationId, slug, userId }) => {
        const secret = newToken('pat');
        lines.push(`${slug}.localhost:3000 ${secret}`);
        return { organization_id: organizationId, user_id: userId, ...tokenRow(secret, at) };
      });
      await trx.insertInto('access_tokens').values(rows).execute();
      if (fillers > 0) await insertFillers(trx, anyOf(members), rows.length * fillers, at);
    }
  });
  return lines;
}

function anyOf(members: readonly Member[]): Member {
  const member = members[randomInt(members.length)];
  if (!member) throw new Error('there are no members');
  return member;
}

function tokenRow(secret: string, at: number) {
  return {
    id: newId('tok'),
    name: 'Benchmark',
    hash: hashSecret(secret),
    hint: tokenHint(secret),
    scopes: null,
    created_at: at,
    expires_at: null,
    revoked_at: null,
  };
}

/** Inserts unusable tokens of the members of one organization. */
async function insertFillers(
  trx: Transaction,
  { organizationId }: Member,
  count: number,
  at: number,
): Promise<void> {
  const sqlite = trx.getExecutor().adapter instanceof SqliteAdapter;
  const id = sqlite
    ? sql`'tok_' || substr(lower(hex(randomblob(12))), 1, 23)`
    : sql`'tok_' || substr(md5(random()::text), 1, 23)`;
  const hash = sqlite ? sql`randomblob(32)` : sql`sha256((random()::text || random()::text)::bytea)`;
  await sql`
    with recursive times(n) as (select 1 union all select n + 1 from times where n < ${sql.lit(Math.ceil(count / membersEach))})
    insert into access_tokens (organization_id, id, user_id, name, hash, hint, created_at)
    select u.organization_id, ${id}, u.id, 'Benchmark', ${hash}, 'none', ${sql.lit(at)}
    from users u, times where u.organization_id = ${organizationId} limit ${sql.lit(count)}
  `.execute(trx);
}
