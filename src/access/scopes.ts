export const scopes = [
  'profile:read',
  'tickets:read',
  'tickets:write',
  'tokens:write',
  'organization:write',
] as const;
export type Scope = (typeof scopes)[number];

/** What an OAuth token may have, and has when nothing is asked: never the management of tokens or the organization. */
export const oauthScopes = [
  'profile:read',
  'tickets:read',
  'tickets:write',
] as const satisfies readonly Scope[];
export type OAuthScope = (typeof oauthScopes)[number];

/** A credential's scopes; null is a PAT or a session without any, which has all that its member has. */
export type ScopeSet = readonly Scope[] | null;

/** Whether a credential with `held` may do what `needed` names. */
export function scopeAllows(held: ScopeSet, needed: Scope): boolean {
  return held === null || held.includes(needed);
}

/** The scopes of `asked` that `held` does not have: a credential never makes one wider than itself. */
export function scopesBeyond(held: ScopeSet, asked: ScopeSet): readonly Scope[] {
  if (held === null) return [];
  return (asked ?? scopes).filter((scope) => !held.includes(scope));
}

/** A scope by its name, or null. */
export function parseScope(text: string): Scope | null {
  return scopes.find((scope) => scope === text) ?? null;
}

/** Scopes in their canonical order, each once. */
export function canonicalScopes(list: readonly Scope[]): readonly Scope[] {
  return scopes.filter((scope) => list.includes(scope));
}

/** Scopes as stored: separated by spaces (RFC 6749 3.3). */
export function formatScopes(set: ScopeSet): string | null {
  return set === null ? null : set.join(' ');
}

/** Scopes as stored, read back. A name this program does not know grants nothing and is dropped. */
export function parseStoredScopes(text: string | null): ScopeSet {
  if (text === null) return null;
  const names = text.split(' ');
  return scopes.filter((scope) => names.includes(scope));
}

/** The scopes of a grant as stored, read back: an OAuth value always has a list. */
export function parseOAuthScopes(text: string): readonly OAuthScope[] {
  const names = text.split(' ');
  return oauthScopes.filter((scope) => names.includes(scope));
}
