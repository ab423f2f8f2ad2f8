import { StorageError } from '../errors.ts';

/** The major versions of PostgreSQL that the tests of Spedy and its trials cover. */
const oldest = 15;
const newest = 18;

/** Names in the text of `version()` of databases that speak PostgreSQL's protocol and are not PostgreSQL. */
const others: readonly (readonly [RegExp, string])[] = [
  [/cockroachdb/i, 'CockroachDB'],
  [/-yb-|yugabyte/i, 'YugabyteDB'],
  [/redshift/i, 'Amazon Redshift'],
  [/greenplum/i, 'Greenplum'],
  [/materialize/i, 'Materialize'],
  [/risingwave/i, 'RisingWave'],
];

const advice = `Use PostgreSQL ${oldest} to ${newest}, or a managed one`;

/** A supported database, and what the operator should know about it. */
export type Engine = { readonly name: string; readonly warning: string | null };

/**
 * Checks the text that `version()` returns.
 * @throws StorageError for another database, or a version that is too old
 */
export function judgeEngine(text: string): Engine {
  const other = others.find(([pattern]) => pattern.test(text))?.[1];
  if (other !== undefined) throw unsupportedEngine(other);
  const [name = '', version] = /^PostgreSQL (\d+)\S*/.exec(text) ?? [];
  if (version === undefined) throw unsupportedEngine(text.slice(0, 40));
  if (Number(version) < oldest)
    throw new StorageError(`PostgreSQL ${version} is too old for Spedy. ${advice}. Nothing was changed.`);
  const isNewer = Number(version) > newest;
  return {
    name,
    warning: isNewer ? `${name} is newer than ${oldest} to ${newest}, with which Spedy is tested` : null,
  };
}

/** The change feed needs PostgreSQL's transaction numbers and snapshots, which no other database has. */
export function unsupportedEngine(name: string): StorageError {
  return new StorageError(
    `The database is ${name}, which Spedy does not support: it has no snapshots as PostgreSQL has them, so revoked tokens could go on working. ${advice}. Nothing was changed.`,
  );
}
