import type { Static } from 'typebox';
import type { Audience } from '../../access/audience.ts';
import { scopes as allScopes, type ScopeSet } from '../../access/scopes.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { tokenKindOf } from '../../credentials/token-format.ts';
import { credentialId, type Principal } from '../../principals/principal.ts';
import { type CredentialRecord, verifyCredential } from '../../principals/verify.ts';
import type { Database } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import { findVisibleBoard, findVisibleBoardByKey } from '../../tickets/boards-queries.ts';
import { viewerOf } from '../../tickets/viewer.ts';
import type { OAuthContext } from '../issuer/context.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { resourceOf } from '../protocol/resource.ts';
import { isOver } from '../records/connection.ts';
import { findRefreshToken } from '../records/issued-secret-queries.ts';
import type { IntrospectionResponse } from './schema.ts';

/**
 * Who introspects a token: a confidential client can introspect its own tokens; an administrator or a resource server any
 * token of the organization.
 */
export type Caller = { readonly clientId: string } | 'any token';

/** The introspection response (RFC 7662 2.2). */
type Introspection = Static<typeof IntrospectionResponse>;

const inactive = { active: false } as const;

/** What is asked: by whom, of which token, and whether its member can see a board, given by ID or key. */
type Question = {
  readonly issuer: Issuer;
  readonly caller: Caller;
  readonly token: string;
  readonly board: string | null;
};

/**
 * Introspects a token with the same verification as a request, so with the current role, plan and policy. A token that
 * the caller may not introspect is inactive, like one that does not exist (RFC 7662 2.2).
 * @param present returns the response of `presentActive`, which may be cached by the record
 */
export function introspect<Presented>(
  context: OAuthContext,
  { issuer, caller, token, board }: Question,
  present: (record: CredentialRecord) => Presented,
): MaybePromise<Introspection | Presented> {
  const kind = tokenKindOf(token);
  if (kind === 'refresh') return introspectRefreshToken(context, issuer, caller, token);
  if (kind !== 'access' && kind !== 'pat') return inactive;
  const presentation = { carrier: 'bearer', organizationId: issuer.id, audience: 'mcp' } as const;
  return andThen(
    verifyCredential(context.find, presentation, token, context.now()),
    (verdict): MaybePromise<Introspection | Presented> => {
      if (!verdict.accepted) return inactive;
      const { principal, record } = verdict;
      if (caller !== 'any token' && clientOf(principal) !== caller.clientId) return inactive;
      if (board === null) return present(record);
      return findBoard(context.db, principal, board).then((found) => ({
        ...presentActive(record, issuer),
        board: found,
      }));
    },
  );
}

/** Returns the response about an active token. The same record and origin always give the same one. */
export function presentActive(
  { principal, audience, issuedAt, expiresAt }: CredentialRecord,
  issuer: Issuer,
): Introspection {
  const { authentication } = principal;
  const claims = {
    ...claimsOf(principal, issuer, principal.scopes),
    credential_id: credentialId(principal),
    organization_id: issuer.id,
  };
  if (authentication.method === 'pat')
    return { ...claims, token_type: 'Bearer', ...expiry(authentication.expiresAt) };
  if (authentication.method !== 'oauth') return inactive;
  return {
    ...claims,
    token_type: 'Bearer',
    client_id: authentication.clientId,
    role: principal.role,
    aud: resourcesOf(issuer, audience),
    iat: seconds(issuedAt),
    ...expiry(expiresAt),
  };
}

async function introspectRefreshToken(
  { db, now, lifetimes }: OAuthContext,
  issuer: Issuer,
  caller: Caller,
  token: string,
): Promise<Introspection> {
  const row = await findRefreshToken(db, issuer.id, hashSecret(token));
  if (!row || row.spentAt !== null || isOver(row, lifetimes, now())) return inactive;
  if (row.expiresAt <= now() || row.memberState !== 'active') return inactive;
  if (caller !== 'any token' && row.clientId !== caller.clientId) return inactive;
  return {
    active: true,
    scope: row.scopes,
    client_id: row.clientId,
    sub: row.userId,
    username: row.email,
    iss: issuer.origin,
    organization: issuer.slug,
    iat: seconds(row.createdAt),
    ...expiry(row.expiresAt),
  };
}

function claimsOf({ user, organization, role }: Principal, issuer: Issuer, scopes: ScopeSet) {
  return {
    active: true,
    // A credential without scopes has all that its member has.
    scope: (scopes ?? allScopes).join(' '),
    sub: user.id,
    username: user.email,
    iss: issuer.origin,
    organization: organization.slug,
    role,
  } as const;
}

async function findBoard(db: Database, principal: Principal, board: string) {
  const find = isId('brd', board) ? findVisibleBoard : findVisibleBoardByKey;
  const found = await find(db, viewerOf(principal), board);
  return found ? { id: found.id, key: found.key } : null;
}

function clientOf({ authentication }: Principal): string | null {
  return authentication.method === 'oauth' ? authentication.clientId : null;
}

function resourcesOf({ origin }: Issuer, audience: Audience): string[] {
  const mcp = resourceOf(origin, 'mcp');
  return audience === 'mcp' ? [mcp] : [resourceOf(origin, 'api'), mcp];
}

function expiry(at: number | null): { exp?: number } {
  return at === null ? {} : { exp: seconds(at) };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
