import { connect } from '../../test/support/databases/sql.ts';
import { openShard } from './shard.ts';

/** IDs and hints as long as real ones; hashes that are as random. */
const fill = (tokens: number) => [
  "set session_replication_role = 'replica'",
  `insert into access_tokens (organization_id, id, user_id, name, hash, hint, created_at, expires_at, ended)
   select 'org_' || lpad((n % 1000)::text, 23, '0'), 'tok_' || lpad(n::text, 23, '0'),
     'usr_' || lpad((n % 10000)::text, 23, '0'), 'Deployment', sha256(n::text::bytea), 'spat_abcd', 1790000000000,
     1800000000000, 0 from generate_series(1, ${tokens}) as n`,
  `insert into last_uses (organization_id, credential_id, at)
   select organization_id, id, created_at from access_tokens`,
  // The directory of decision 26: which organization a secret belongs to.
  'create table directory (hash bytea primary key, organization_id text not null)',
  'insert into directory select hash, organization_id from access_tokens',
  'vacuum analyze access_tokens, last_uses, directory',
];

/** Fills an empty PostgreSQL database with tokens. Returns the bytes that one takes in each table, as a Markdown table. */
export async function rowSizes(url: string, tokens: number): Promise<string> {
  const shard = await openShard(url);
  await shard.close();
  return connect(url, async (client) => {
    for (const statement of fill(tokens)) await client.query(statement);
    const { rows } = await client.query<{ name: string; table: string; indexes: string }>(`
      select relname as name, round(pg_table_size(oid) / reltuples) as table, round(pg_indexes_size(oid) / reltuples) as indexes
      from pg_class where relname in ('access_tokens', 'last_uses', 'directory') order by relname`);
    const lines = rows.map((row) => `| ${row.name} | ${row.table} | ${row.indexes} |`);
    return ['| table | bytes of a row | of its indexes |', '| --- | ---: | ---: |', ...lines].join('\n');
  });
}
