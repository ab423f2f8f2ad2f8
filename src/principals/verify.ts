import { planHasPats } from '../access/plans.ts';
import { parseRole } from '../access/roles.ts';
import { parseStoredScopes } from '../access/scopes.ts';
import { hashSecret } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import type { Database } from '../storage/database.ts';
import { parseOrganization } from './organization-row.ts';
import type { Authentication, Principal } from './principal.ts';
import { findSessionByHash, findTokenByHash, type MemberColumns } from './queries.ts';

/** Why a credential is not accepted; each is a code of the error catalog. */
export type Refusal =
  | 'authentication_required'
  | 'token_invalid'
  | 'token_revoked'
  | 'token_expired'
  | 'plan_required'
  | 'pats_disabled';

export type Verdict =
  | { readonly accepted: true; readonly principal: Principal }
  | { readonly accepted: false; readonly refusal: Refusal };

/** What the database says of a credential; whether it is good at this moment is for `judge` to say. */
export type CredentialRecord = {
  readonly principal: Principal;
  readonly memberActive: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
};

/** Finds a record by the kind and hash of a credential. The only step with I/O: a cache can stand in its place. */
export type FindCredential = (kind: 'pat' | 'session', hash: Uint8Array) => Promise<CredentialRecord | null>;

/** The look-up without a cache: one indexed query. */
export function credentialFinder(db: Database): FindCredential {
  return async (kind, hash) => {
    if (kind === 'pat') {
      const row = await findTokenByHash(db, hash);
      if (!row) return null;
      const authentication = { method: 'pat', tokenId: row.tokenId, expiresAt: row.expiresAt } as const;
      return toRecord(row, authentication, row.scopes, row.expiresAt, row.revokedAt);
    }
    const row = await findSessionByHash(db, hash);
    if (!row) return null;
    const secondFactor = row.secondFactorAt !== null;
    const authentication = { method: 'session', sessionId: row.sessionId, secondFactor } as const;
    return toRecord(row, authentication, null, row.expiresAt, null);
  };
}

/**
 * Verifies a presented value in the order of the contract: form, existence at this organization, revoked, expired,
 * member's state, plan, policy. A value of the wrong form or checksum costs neither hash nor query.
 * @param carrier where the value came from: an Authorization header carries PATs, the cookie a session, never otherwise
 * @param organizationId the organization that the host names; null on the bare domain, where it is the token's own
 * @param now milliseconds since the epoch
 */
export async function verifyCredential(
  find: FindCredential,
  carrier: 'bearer' | 'cookie',
  value: string,
  organizationId: string | null,
  now: number,
): Promise<Verdict> {
  const kind = tokenKindOf(value);
  const expected = carrier === 'bearer' ? 'pat' : 'session';
  const record = kind === expected ? await find(expected, hashSecret(value)) : null;
  const refusal = judge(record, organizationId, now);
  if (record && !refusal) return { accepted: true, principal: record.principal };
  const reason = carrier === 'bearer' && refusal ? refusal : 'authentication_required';
  return { accepted: false, refusal: reason };
}

function judge(record: CredentialRecord | null, organizationId: string | null, now: number): Refusal | null {
  if (!record) return 'token_invalid';
  const { principal, memberActive, expiresAt, revokedAt } = record;
  if (organizationId !== null && principal.organization.id !== organizationId) return 'token_invalid';
  if (revokedAt !== null && revokedAt <= now) return 'token_revoked';
  if (expiresAt !== null && expiresAt <= now) return 'token_expired';
  if (!memberActive) return 'token_invalid';
  if (principal.authentication.method !== 'pat') return null;
  if (!planHasPats(principal.organization.plan)) return 'plan_required';
  if (!principal.organization.policy.patsEnabled) return 'pats_disabled';
  return null;
}

function toRecord(
  row: MemberColumns,
  authentication: Authentication,
  scopes: string | null,
  expiresAt: number | null,
  revokedAt: number | null,
): CredentialRecord {
  const role = parseRole(row.role);
  if (!role) throw new Error(`member ${row.userId} has an unknown role`);
  return {
    principal: {
      organization: parseOrganization(row),
      user: { id: row.userId, email: row.email, name: row.userName },
      role,
      scopes: parseStoredScopes(scopes),
      authentication,
    },
    memberActive: row.state === 'active',
    expiresAt,
    revokedAt,
  };
}
