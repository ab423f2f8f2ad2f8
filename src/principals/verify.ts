import { type Audience, audienceAllows, parseAudience } from '../access/audience.ts';
import { planHasPats } from '../access/plans.ts';
import { roles } from '../access/roles.ts';
import { parseOAuthScopes, parseStoredScopes, type ScopeSet } from '../access/scopes.ts';
import { parseStoredWord } from '../access/words.ts';
import { hashSecret } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import type { Database } from '../storage/database.ts';
import { andThen, type MaybePromise } from '../storage/maybe-promise.ts';
import { parseOrganization } from './organization-row.ts';
import type { Authentication, Principal } from './principal.ts';
import { findAccessTokenByHash, findSessionByHash, findTokenByHash, type MemberColumns } from './queries.ts';
import { tokenEnd } from './token-end.ts';

/** Why a credential is rejected; each is an error code of the catalog. */
export type Rejection =
  | 'authentication_required'
  | 'token_invalid'
  | 'token_revoked'
  | 'token_expired'
  | 'plan_required'
  | 'pats_disabled';

export type Verdict =
  | { readonly accepted: true; readonly principal: Principal }
  | { readonly accepted: false; readonly rejection: Rejection };

/** The stored state of a credential. `rejectionOf` decides whether it is valid now. */
export type CredentialRecord = {
  readonly principal: Principal;
  readonly memberActive: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** The audience of an OAuth token. PATs and sessions are valid everywhere. */
  readonly audience: Audience;
};

/** The kinds of credentials that requests carry. */
export type CredentialKind = 'pat' | 'access' | 'session';

/** Finds a record by kind and hash. The only step with I/O; the cache replaces it. */
export type FindCredential = (kind: CredentialKind, hash: Buffer) => MaybePromise<CredentialRecord | null>;

/** Finds a record in the database. */
export type LookUpCredential = (kind: CredentialKind, hash: Buffer) => Promise<CredentialRecord | null>;

/** Returns the uncached lookup: one indexed query. */
export function credentialFinder(db: Database): LookUpCredential {
  const finders = { pat: findPat, access: findAccessToken, session: findSession };
  return (kind, hash) => finders[kind](db, hash);
}

async function findPat(db: Database, hash: Uint8Array): Promise<CredentialRecord | null> {
  const [row] = await findTokenByHash(db, { hash });
  if (!row) return null;
  const { tokenId, expiresAt, revokedAt } = row;
  // Credentials that it creates end with its overlap too.
  const authentication = { method: 'pat', tokenId, expiresAt: tokenEnd({ expiresAt, revokedAt }) } as const;
  const principal = toPrincipal(row, authentication, parseStoredScopes(row.scopes));
  return { principal, memberActive: isActive(row), expiresAt, revokedAt, audience: 'api' };
}

async function findAccessToken(db: Database, hash: Uint8Array): Promise<CredentialRecord | null> {
  const [row] = await findAccessTokenByHash(db, { hash });
  if (!row) return null;
  const { connectionId, clientId, expiresAt } = row;
  const principal = toPrincipal(
    row,
    { method: 'oauth', connectionId, clientId },
    parseOAuthScopes(row.scopes),
  );
  // Revoked regardless of the clock of the machine that revoked it. Connections of a blocked application end one by one.
  const works = row.revokedAt === null && row.endedAt === null && row.blockedAt === null;
  const revokedAt = works ? null : 0;
  return {
    principal,
    memberActive: isActive(row),
    expiresAt,
    revokedAt,
    audience: parseAudience(row.audience),
  };
}

async function findSession(db: Database, hash: Uint8Array): Promise<CredentialRecord | null> {
  const [row] = await findSessionByHash(db, { hash });
  if (!row) return null;
  const { sessionId, expiresAt } = row;
  const enrolled = row.enrolledAt !== null;
  const secondFactor = enrolled && row.secondFactorAt !== null;
  const principal = toPrincipal(row, { method: 'session', sessionId, secondFactor, enrolled }, null);
  return { principal, memberActive: isActive(row), expiresAt, revokedAt: null, audience: 'api' };
}

/** How a credential is presented. */
export type Presentation = {
  /** An Authorization header carries only tokens, the cookie only a session. */
  readonly carrier: 'bearer' | 'cookie';
  /** The organization of the host; null on the bare domain, where the token decides. */
  readonly organizationId: string | null;
  /** The requested resource. */
  readonly audience: Audience;
};

/**
 * Verifies a credential in the order of the contract: form, existence in this organization, revoked, expired,
 * member's state, plan, policy. A malformed value or wrong checksum needs no hash and no query.
 * @param now milliseconds since the epoch
 */
export function verifyCredential(
  find: FindCredential,
  presentation: Presentation,
  value: string,
  now: number,
): MaybePromise<Verdict> {
  const kind = kindOf(presentation.carrier, value);
  const found = kind ? find(kind, hashSecret(value)) : null;
  return andThen(found, (record) => verdictOf(record, presentation, now));
}

function verdictOf(record: CredentialRecord | null, presentation: Presentation, now: number): Verdict {
  const rejection = rejectionOf(record, presentation, now);
  if (record && !rejection) return { accepted: true, principal: record.principal };
  const reason = presentation.carrier === 'bearer' && rejection ? rejection : 'authentication_required';
  return { accepted: false, rejection: reason };
}

/** The kind of a value, if its carrier may carry that kind. */
function kindOf(carrier: Presentation['carrier'], value: string): CredentialKind | null {
  const kind = tokenKindOf(value);
  if (carrier === 'cookie') return kind === 'session' ? kind : null;
  return kind === 'pat' || kind === 'access' ? kind : null;
}

function rejectionOf(
  record: CredentialRecord | null,
  { organizationId, audience }: Presentation,
  now: number,
): Rejection | null {
  if (!record) return 'token_invalid';
  const { principal, memberActive, expiresAt, revokedAt } = record;
  if (organizationId !== null && principal.organization.id !== organizationId) return 'token_invalid';
  if (!audienceAllows(record.audience, audience)) return 'token_invalid';
  if (revokedAt !== null && revokedAt <= now) return 'token_revoked';
  if (expiresAt !== null && expiresAt <= now) return 'token_expired';
  if (!memberActive) return 'token_invalid';
  if (principal.authentication.method !== 'pat') return null;
  if (!planHasPats(principal.organization.plan)) return 'plan_required';
  return principal.organization.policy.patsEnabled ? null : 'pats_disabled';
}

function isActive(row: MemberColumns): boolean {
  return row.state === 'active';
}

/** @throws Error for an unknown role */
function toPrincipal(row: MemberColumns, authentication: Authentication, scopes: ScopeSet): Principal {
  return {
    organization: parseOrganization(row),
    user: { id: row.userId, email: row.email, name: row.userName },
    role: parseStoredWord(roles, row.role),
    scopes,
    authentication,
  };
}
