import { type RawBuilder, sql } from 'kysely';

/** Selects when a token or connection was last used, or null. @param row its table or alias */
export function lastUseOf(row: 'access_tokens' | 'c'): RawBuilder<number | null> {
  return sql`(select used.at from last_uses as used
    where used.organization_id = ${sql.ref(`${row}.organization_id`)} and used.credential_id = ${sql.ref(`${row}.id`)})`;
}
