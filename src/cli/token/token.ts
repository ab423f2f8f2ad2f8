import { CommandFailure } from '../failure.ts';
import { type Fields, parseObject, parseString, parseStringOrNull } from '../stored/parse.ts';

/** A personal access token as the API shows it, without its secret. */
export type Token = {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  /** Null for everything that the member can do. */
  readonly scopes: readonly string[] | null;
  /** The answer as it came. */
  readonly json: Fields;
};
export type CreatedToken = Token & { readonly secret: string };

/** @throws UnexpectedForm */
export function parseToken(value: unknown): Token {
  const json = parseObject(value, 'a token');
  return {
    id: parseString(json.id, 'id'),
    name: parseString(json.name, 'name'),
    hint: parseString(json.hint, 'hint'),
    createdAt: parseString(json.createdAt, 'createdAt'),
    lastUsedAt: parseStringOrNull(json.lastUsedAt, 'lastUsedAt'),
    expiresAt: parseStringOrNull(json.expiresAt, 'expiresAt'),
    scopes: Array.isArray(json.scopes) ? json.scopes.map(String) : null,
    json,
  };
}

/** @throws UnexpectedForm */
export function parseCreatedToken(value: unknown): CreatedToken {
  const token = parseToken(value);
  return { ...token, secret: parseString(token.json.token, 'token') };
}

/** The path of one of the member's tokens. @throws CommandFailure without repeating it, if it is a secret */
export function tokenPath(id: string): string {
  if (/^(spedy_|spd_)/i.test(id))
    throw new CommandFailure(
      'this is the secret of a token: use its ID (tok_…) from spedy token list. Your shell may have saved the secret in its history, so revoke the token.',
    );
  if (!/^tok_[0-9a-z]+$/.test(id))
    throw new CommandFailure('this is not the ID of a token: use tok_… from spedy token list');
  return `/api/v1/me/tokens/${id}`;
}
