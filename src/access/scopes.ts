export const scopes = [
  'profile:read',
  'tickets:read',
  'tickets:write',
  'tokens:write',
  'organization:write',
] as const;
export type Scope = (typeof scopes)[number];

/**
 * The scopes an OAuth token may have, and gets by default: never the management of tokens or the
 * organization.
 */
export const oauthScopes = [
  'profile:read',
  'tickets:read',
  'tickets:write',
] as const satisfies readonly Scope[];
export type OAuthScope = (typeof oauthScopes)[number];

/**
 * A credential's scopes. Null is a PAT or session without scopes, which has all permissions of its member.
 */
export type ScopeSet = readonly Scope[] | null;

/** Whether a credential with the scopes `held` has the scope `needed`. */
export function scopeAllows(held: ScopeSet, needed: Scope): boolean {
  return held === null || held.includes(needed);
}

/**
 * Returns the scopes of `requested` that `held` does not have. A credential never creates one with more scopes
 * than its own.
 */
export function scopesBeyond(held: ScopeSet, requested: ScopeSet): readonly Scope[] {
  if (held === null) return [];
  return (requested ?? scopes).filter((scope) => !held.includes(scope));
}

/** Returns scopes in canonical order without duplicates. */
export function canonicalScopes(list: readonly Scope[]): readonly Scope[] {
  return scopes.filter((scope) => list.includes(scope));
}

/** Formats scopes for storage, separated by spaces (RFC 6749 3.3). */
export function formatScopes(set: ScopeSet): string | null {
  return set === null ? null : set.join(' ');
}

/** The bit of each scope in a stored set of used ones. They never change. */
export const scopeBits = {
  'profile:read': 1,
  'tickets:read': 2,
  'tickets:write': 4,
  'tokens:write': 8,
  'organization:write': 16,
} as const satisfies Record<Scope, number>;

/** Parses stored scopes. Ignores unknown names. */
export function parseStoredScopes(text: string | null): ScopeSet {
  if (text === null) return null;
  const names = text.split(' ');
  return scopes.filter((scope) => names.includes(scope));
}

/** Parses the stored scopes of an OAuth connection or token, which always has a list. */
export function parseOAuthScopes(text: string): readonly OAuthScope[] {
  const names = text.split(' ');
  return oauthScopes.filter((scope) => names.includes(scope));
}
