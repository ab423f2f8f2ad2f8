import { type RawBuilder, sql } from 'kysely';

/** Selects when a token, connection or application was last used, or null. @param row its table or alias */
export function lastUseOf(row: 'access_tokens' | 'c' | 'a'): RawBuilder<number | null> {
  return sql`(select used.at from last_uses as used
    where used.organization_id = ${sql.ref(`${row}.organization_id`)} and used.credential_id = ${sql.ref(`${row}.id`)})`;
}
