import { sql } from 'kysely';
import type { Database, Transaction } from '../../storage/database.ts';
import { findMembersByWord, lastLetter } from '../../storage/member-search/word-queries.ts';
import { hintWord, tokenWords } from '../../storage/token-search/words.ts';

type Named = { readonly id: string; readonly name: string; readonly hint: string };

/** Makes a token findable by its name and its last four characters. */
export async function insertWords(
  trx: Transaction,
  organizationId: string,
  { id, name, hint }: Named,
): Promise<void> {
  const words = tokenWords(name, hint);
  await trx
    .insertInto('token_words')
    .values(words.map((word) => ({ organization_id: organizationId, word, token_id: id })))
    .execute();
}

/** Deletes the words of tokens. */
export async function deleteWords(
  trx: Transaction,
  organizationId: string,
  tokens: readonly Named[],
): Promise<void> {
  for (const { id, name, hint } of tokens)
    await trx
      .deleteFrom('token_words')
      .where('organization_id', '=', organizationId)
      .where('word', 'in', tokenWords(name, hint))
      .where('token_id', '=', id)
      .execute();
}

/** A search compares at most so many words of tokens, and tokens of members. */
export const mostCompared = 1_000;

/** The IDs of the tokens that may match. If they are not exact, there can be more. */
export type Candidates = { readonly ids: readonly string[]; readonly isExact: boolean };

/** Returns the tokens that have the last four characters, newest first. */
export async function findByHint(db: Database, organizationId: string, hint: string): Promise<Candidates> {
  return candidates(await tokensWith(db, organizationId, hintWord(hint), mostCompared + 1));
}

/** Returns the tokens with a word that begins with a searched one: first those that have the word itself, newest first. */
export async function findByWord(db: Database, organizationId: string, word: string): Promise<Candidates> {
  const same = await tokensWith(db, organizationId, word, mostCompared + 1);
  const longer = await db
    .selectFrom('token_words')
    .select('token_id as id')
    .where('organization_id', '=', organizationId)
    .where('word', '>', word)
    .where('word', '<', word + lastLetter)
    .orderBy('word')
    .orderBy('token_id')
    .limit(mostCompared + 1 - Math.min(same.length, mostCompared))
    .execute();
  return candidates([...same, ...longer]);
}

/** Returns the listed tokens of members who have a word that begins with a searched one. */
export async function findByOwner(db: Database, organizationId: string, word: string): Promise<Candidates> {
  const owners = await findMembersByWord(db, organizationId, word);
  const members = owners.ids;
  if (members.length === 0) return { ids: [], isExact: true };
  const parts = [0, 1].map((ended) =>
    db
      .selectFrom('access_tokens')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('user_id', 'in', members)
      // A literal, to match the partial indexes.
      .where('ended', '=', sql.lit(ended))
      .limit(mostCompared + 1)
      .execute(),
  );
  const [listed = [], ended = []] = await Promise.all(parts);
  const isExact = owners.isExact && listed.length <= mostCompared && ended.length <= mostCompared;
  return { ids: [...listed, ...ended].map(({ id }) => id), isExact };
}

function tokensWith(db: Database, organizationId: string, word: string, limit: number) {
  return db
    .selectFrom('token_words')
    .select('token_id as id')
    .where('organization_id', '=', organizationId)
    .where('word', '=', word)
    .orderBy('token_id', 'desc')
    .limit(limit)
    .execute();
}

function candidates(rows: readonly { readonly id: string }[]): Candidates {
  return {
    ids: [...new Set(rows.slice(0, mostCompared).map(({ id }) => id))],
    isExact: rows.length <= mostCompared,
  };
}
