import { type RawBuilder, sql } from 'kysely';

/** When a token or a connection of a query was last used, null where it never was. @param row its table, or its alias */
export function lastUseOf(row: 'access_tokens' | 'g'): RawBuilder<number | null> {
  return sql`(select used.at from last_uses as used
    where used.organization_id = ${sql.ref(`${row}.organization_id`)} and used.credential_id = ${sql.ref(`${row}.id`)})`;
}
