import { type Audience, audienceAllows, parseAudience } from '../access/audience.ts';
import { planHasPats } from '../access/plans.ts';
import { hour } from '../access/policy.ts';
import { roles } from '../access/roles.ts';
import { parseOAuthScopes, parseStoredScopes, type ScopeSet } from '../access/scopes.ts';
import { parseStoredWord } from '../access/words.ts';
import { hashText } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import type { Database } from '../storage/database.ts';
import { ownWork, runWork } from '../storage/load/work.ts';
import { andThen, type MaybePromise } from '../storage/maybe-promise.ts';
import { recorder } from '../telemetry/recorder.ts';
import { parseOrganization } from './organization-row.ts';
import type { Authentication, Principal } from './principal.ts';
import { findAccessTokenByHash, findSessionByHash, findTokenByHash, type MemberColumns } from './queries.ts';
import { expiryOf, tokenEnd } from './token-end.ts';

/** Why a credential is rejected; each is an error code of the catalog. */
export type Rejection =
  | 'authentication_required'
  | 'token_invalid'
  | 'token_revoked'
  | 'token_expired'
  | 'plan_required'
  | 'pats_disabled';

export type Verdict =
  | { readonly accepted: true; readonly principal: Principal; readonly record: CredentialRecord }
  | {
      readonly accepted: false;
      readonly rejection: Rejection;
      /** As in the record of the credential; null if its sender may not know. */
      readonly expiry: string | null;
    };

/** The stored state of a credential. `rejectionOf` decides whether it is valid now. */
export type CredentialRecord = {
  readonly principal: Principal;
  readonly memberActive: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** The audience of an OAuth token. PATs and sessions are valid everywhere. */
  readonly audience: Audience;
  /** When a PAT ends, as the header of its responses says it; null for others. Formatted once. */
  readonly expiry: string | null;
  /** When an OAuth token was issued, in milliseconds since the epoch; 0 for others. */
  readonly issuedAt: number;
  /**
   * When a session was last used, in milliseconds since the epoch; 0 for others. Raised by each request of this process;
   * uses in others are known after a minute, and no session ends that soon.
   */
  lastUsedAt: number;
};

/** The kinds of credentials that requests carry. */
export type CredentialKind = 'pat' | 'access' | 'session';

/**
 * Finds a record by kind and `hashText`. The only step with I/O; the cache replaces it.
 * @param tenant whose work it is; by default, that of the calling code
 */
export type FindCredential = (
  kind: CredentialKind,
  hash: string,
  tenant?: string,
) => MaybePromise<CredentialRecord | null>;

/**
 * Finds a record in the database.
 * @param tenant whose work it is; by default, that of the calling code
 */
export type LookUpCredential = (
  kind: CredentialKind,
  hash: Buffer,
  tenant?: string,
) => Promise<CredentialRecord | null>;

/** Returns the uncached lookup: one indexed query. */
export function credentialFinder(db: Database): LookUpCredential {
  const finders = { pat: findPat, access: findAccessToken, session: findSession };
  return (kind, hash, tenant) => {
    const lookUp = () => finders[kind](db, hash);
    return tenant === undefined ? lookUp() : runWork({ ...ownWork, tenant }, lookUp);
  };
}

async function findPat(db: Database, hash: Uint8Array): Promise<CredentialRecord | null> {
  const [row] = await findTokenByHash(db, { hash });
  if (!row) return null;
  const { tokenId, expiresAt, revokedAt } = row;
  // Credentials that it creates end with its overlap too.
  const end = tokenEnd({ expiresAt, revokedAt });
  const authentication = { method: 'pat', tokenId, expiresAt: end } as const;
  const principal = toPrincipal(row, authentication, parseStoredScopes(row.scopes));
  return {
    principal,
    memberActive: isActive(row),
    expiresAt,
    revokedAt,
    audience: 'api',
    expiry: expiryOf(end),
    issuedAt: 0,
    lastUsedAt: 0,
  };
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
  // The connections of a blocked application and of a removed member end one by one.
  const hasEnded = row.endedAt !== null || row.blockedAt !== null || row.state === 'removed';
  const works = row.revokedAt === null && !hasEnded;
  const revokedAt = works ? null : 0;
  return {
    principal,
    memberActive: isActive(row),
    expiresAt,
    revokedAt,
    audience: parseAudience(row.audience),
    expiry: null,
    issuedAt: row.issuedAt,
    lastUsedAt: 0,
  };
}

async function findSession(db: Database, hash: Uint8Array): Promise<CredentialRecord | null> {
  const [row] = await findSessionByHash(db, { hash });
  if (!row) return null;
  const { sessionId, confirmedAt, lastUsedAt } = row;
  const hasPasskey = row.hasPasskey === 1;
  const enrolled = row.enrolledAt !== null || hasPasskey;
  // A member's own factor counts only while they have one.
  const isTheirs = enrolled || row.shownFactor === 'identity_provider';
  const secondFactor = isTheirs && row.secondFactorAt !== null;
  const showedPasskey = hasPasskey && row.shownFactor === 'passkey';
  const factors = { secondFactor, enrolled, showedPasskey, hasPasskey };
  const principal = toPrincipal(row, { method: 'session', sessionId, ...factors, confirmedAt }, null);
  // A stricter policy applies to existing sessions too.
  const expiresAt = Math.min(row.expiresAt, row.openedAt + row.sessionLifetimeHours * hour);
  return {
    principal,
    memberActive: isActive(row),
    expiresAt,
    revokedAt: null,
    audience: 'api',
    expiry: null,
    issuedAt: 0,
    lastUsedAt,
  };
}

/** Whose work a look-up is if the host names no organization. */
const unknownTenant = 'bare domain';

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
  const tenant = presentation.organizationId ?? unknownTenant;
  const found = kind ? find(kind, hashText(value), tenant) : null;
  return andThen(found, (record) => {
    const verdict = verdictOf(record, presentation, now);
    recorder?.add('spedy_verifications_total', {
      kind: kind === null ? 'malformed' : measuredKinds[kind],
      outcome: verdict.accepted ? 'accepted' : verdict.rejection,
    });
    return verdict;
  });
}

/** The names of the kinds in metrics: those of `GET /api/v1/me`. */
const measuredKinds = { pat: 'pat', access: 'oauth', session: 'session' } as const;

function verdictOf(record: CredentialRecord | null, presentation: Presentation, now: number): Verdict {
  const rejection = rejectionOf(record, presentation, now);
  if (record && !rejection) return { accepted: true, principal: record.principal, record };
  const reason = presentation.carrier === 'bearer' && rejection ? rejection : 'authentication_required';
  const expiry = record && rejection && toldWithExpiry.includes(rejection) ? record.expiry : null;
  return { accepted: false, rejection: reason, expiry };
}

/** The rejections of a token that its sender knows to be theirs, and of this organization. */
const toldWithExpiry: readonly Rejection[] = ['token_expired', 'plan_required', 'pats_disabled'];

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
  if (principal.authentication.method === 'session' && isIdle(record, now)) return 'token_expired';
  if (principal.authentication.method !== 'pat') return null;
  if (!planHasPats(principal.organization.plan)) return 'plan_required';
  return principal.organization.policy.patsEnabled ? null : 'pats_disabled';
}

/** Whether a session was unused for longer than the policy allows. */
function isIdle({ principal, lastUsedAt }: CredentialRecord, now: number): boolean {
  return lastUsedAt + principal.organization.policy.sessionIdleHours * hour <= now;
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
