import { type Role, roles } from '../../access/roles.ts';
import type { RoleMapping } from '../settings/schema.ts';

/** The claims of an ID token and of the UserInfo endpoint, as the provider sent them. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Returns the email if the provider states that it verified it (OpenID Connect Core 5.1). Some providers send `true` as
 * text; Microsoft Entra states it as `xms_edov`.
 */
export function verifiedEmail(claims: Claims): {
  readonly email: string | null;
  readonly isVerified: boolean;
} {
  const email = typeof claims.email === 'string' && claims.email !== '' ? claims.email : null;
  const isVerified =
    isTrue(claims.email_verified) ||
    (claims.email_verified === undefined && (isTrue(claims.xms_edov) || isOne(claims.xms_edov)));
  return { email, isVerified };
}

/**
 * Joins the claims of an ID token, which is signed and comes first, with those of the UserInfo endpoint. Whether an email is
 * verified counts for that email only, so all claims about it come from the one that has it.
 */
export function joinClaims(idToken: Claims, userInfo: Claims): Claims {
  const joined = { ...userInfo, ...idToken };
  if (idToken.email === userInfo.email) return joined;
  const { email, email_verified, xms_edov } = idToken.email === undefined ? userInfo : idToken;
  return { ...joined, email, email_verified, xms_edov };
}

const isTrue = (value: unknown) => value === true || value === 'true';
const isOne = (value: unknown) => value === 1 || value === '1';

/** Returns the name of a person, or null. */
export function nameOf({ name, given_name, family_name }: Claims): string | null {
  const full = text(name) ?? [text(given_name), text(family_name)].filter((part) => part !== null).join(' ');
  return full === '' ? null : full;
}

/** Returns whether the claims contain a value to map. */
export function hasClaim(claims: Claims, name: string): boolean {
  return claimAt(claims, name) !== undefined;
}

/**
 * Returns the role with the most permissions among those that the mapping gives the values of a claim; null if it gives none.
 * @param name of the claim; with dots, also a path, such as `realm_access.roles`
 */
export function mappedRole(claims: Claims, name: string, mapping: readonly RoleMapping[]): Role | null {
  const value = claimAt(claims, name);
  const values = [value]
    .flat()
    .filter((item) => typeof item === 'string' || typeof item === 'number')
    .map(String);
  const given = mapping.filter((entry) => values.includes(entry.value)).map(({ role }) => role);
  // Roles are listed from the most permissions to the least.
  return roles.find((role) => given.includes(role)) ?? null;
}

function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
