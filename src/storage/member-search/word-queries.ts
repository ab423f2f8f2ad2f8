import type { Database } from '../database.ts';

/** A search compares at most so many words of members. */
const mostCompared = 1_000;
/** Greater than any letter, as the databases compare them. */
export const lastLetter = '\u{10ffff}';

/** The IDs of members. If they are not exact, there can be more. */
type FoundMembers = { readonly ids: readonly string[]; readonly isExact: boolean };

/** Returns the members, removed ones too, who have a word that begins with a searched one. */
export async function findMembersByWord(
  db: Database,
  organizationId: string,
  word: string,
): Promise<FoundMembers> {
  const compared = await db
    .selectFrom('member_words')
    .select('user_id as id')
    .where('organization_id', '=', organizationId)
    .where('word', '>=', word)
    .where('word', '<', word + lastLetter)
    .orderBy('word')
    .orderBy('user_id')
    .limit(mostCompared + 1)
    .execute();
  return {
    ids: [...new Set(compared.slice(0, mostCompared).map(({ id }) => id))],
    isExact: compared.length <= mostCompared,
  };
}
