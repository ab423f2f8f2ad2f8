import type { Static } from 'typebox';
import { parseStoredScopes } from '../access/scopes.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../contract/timestamps.ts';
import { tokenEnd } from '../principals/token-end.ts';
import type { TokenRow } from './queries.ts';
import type { CreatedToken, Token } from './schema.ts';

/** Returns a token as the API shows it, without its secret. */
export function presentToken(row: TokenRow): Static<typeof Token> {
  const scopes = parseStoredScopes(row.scopes);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    lastUsedAt: formatOptionalTimestamp(row.lastUsedAt),
    createdAt: formatTimestamp(row.createdAt),
    expiresAt: formatOptionalTimestamp(tokenEnd(row)),
    scopes: scopes && [...scopes],
    hint: row.hint,
  };
}

/** Returns a newly created token with its secret. */
export function presentCreatedToken({
  row,
  secret,
}: {
  row: TokenRow;
  secret: string;
}): Static<typeof CreatedToken> {
  return { ...presentToken(row), token: secret };
}
