import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Permission, roleAllows } from '../../access/roles.ts';
import { type Scope, scopeAllows, scopeBits } from '../../access/scopes.ts';
import { SpedyError } from '../../contract/errors.ts';
import { insufficientScope } from '../../contract/insufficient-scope.ts';
import type { LastUse } from '../../principals/last-use.ts';
import { credentialId, type Principal } from '../../principals/principal.ts';
import {
  type CredentialRecord,
  type FindCredential,
  type Rejection,
  type Verdict,
  verifyCredential,
} from '../../principals/verify.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import type { RequestLimit } from '../limits/request-limit.ts';
import { bearerOf } from './bearer.ts';
import { requireConfirmation } from './confirmation.ts';
import { audienceOf, type RouteAccess } from './request-state.ts';
import { requireSameOrigin } from './same-origin.ts';
import { requireEnrollment } from './second-factor.ts';
import { readSessionCookie } from './session-cookie.ts';

export type Gate = {
  readonly find: FindCredential;
  readonly limit: RequestLimit;
  readonly lastUse: LastUse;
  readonly now: () => number;
};

/** Created once: for a guessed token, capturing a stack would take more time than the check itself. */
const rejections: Readonly<Record<Rejection, SpedyError>> = {
  authentication_required: new SpedyError('authentication_required'),
  token_invalid: new SpedyError('token_invalid'),
  token_revoked: new SpedyError('token_revoked'),
  token_expired: new SpedyError('token_expired'),
  plan_required: new SpedyError('plan_required'),
  pats_disabled: new SpedyError('pats_disabled'),
};

/**
 * Checks the credential, its scope and its role, in this order, as section 4 of the contract says. Counts the
 * request against its credential and member, or against its address if it has no valid credential.
 * @throws SpedyError with a 401, 403 or 429 code
 */
export function admit(
  gate: Gate,
  access: RouteAccess,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<void> {
  if (access.credential !== 'none')
    return andThen(authenticate(gate, request, access), (verdict) =>
      admitPrincipal(gate, access, verdict, request, reply),
    );
  if (access.countsItself?.(request)) return;
  if (!access.recognizes) return gate.limit.countAddress(request.ip, reply);
  return andThen(authenticate(gate, request, anyCredential), (verdict) => {
    if (!verdict.accepted) return gate.limit.countAddress(request.ip, reply);
    const { principal, record } = verdict;
    request.principal = principal;
    tellExpiry(record.expiry, reply);
    return andThen(gate.limit.countMember(credentialId(principal), principal.user.id, reply), () =>
      noteUse(gate, record, null, request),
    );
  });
}

/**
 * Checks a credential again when the body has arrived: what the member or the credential lost meanwhile must not be used
 * any more. Counts nothing.
 * @throws SpedyError with a 401 or 403 code
 */
export function admitAgain(gate: Gate, access: RouteAccess, request: FastifyRequest): MaybePromise<void> {
  if (access.credential === 'none' || request.principal === null) return;
  return andThen(authenticate(gate, request, access), (verdict) => {
    if (!verdict.accepted) throw rejections[verdict.rejection];
    request.principal = verdict.principal;
    authorize(access, verdict.principal, gate.now());
  });
}

function admitPrincipal(
  gate: Gate,
  access: RouteAccess,
  verdict: Verdict,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<void> {
  if (!verdict.accepted) {
    const { rejection, expiry } = verdict;
    tellExpiry(expiry, reply);
    return andThen(gate.limit.countAddress(request.ip, reply), () => {
      throw rejections[rejection];
    });
  }
  const { principal, record } = verdict;
  request.principal = principal;
  tellExpiry(record.expiry, reply);
  return andThen(gate.limit.countMember(credentialId(principal), principal.user.id, reply), () => {
    if (principal.authentication.method === 'session') requireSameOrigin(request);
    authorize(access, principal, gate.now());
    noteUse(gate, record, access.credential === 'any' ? access.scope : null, request);
  });
}

/** Says in each response to a PAT when it ends, so that its owner can replace it in time. */
function tellExpiry(expiry: string | null, reply: FastifyReply): void {
  if (expiry !== null) reply.header('spedy-token-expires-at', expiry);
}

/**
 * The table that stores the last use of each kind of credential. OAuth tokens store it on their connection.
 */
const usedTable = { pat: 'access_tokens', session: 'sessions', oauth: 'oauth_connections' } as const;

function noteUse(
  { lastUse, now }: Gate,
  record: CredentialRecord,
  scope: Scope | null,
  request: FastifyRequest,
): void {
  const { principal } = record;
  if (principal.authentication.method === 'session') record.lastUsedAt = now();
  const table = usedTable[principal.authentication.method];
  const scopes = scope === null ? 0 : scopeBits[scope];
  lastUse.mark(table, principal.organization.id, credentialId(principal), scopes, request);
}

/** The access of a route that only recognizes its caller. */
const anyCredential: RouteAccess = { credential: 'any', scope: null };

const noCredential: Verdict = { accepted: false, rejection: 'authentication_required', expiry: null };

function authenticate(gate: Gate, request: FastifyRequest, access: RouteAccess): MaybePromise<Verdict> {
  const bearerOnly = access.credential === 'any' && access.bearerOnly === true;
  const presented = presentedCredential(request, bearerOnly);
  if (!presented) return noCredential;
  const { carrier, value } = presented;
  const organizationId = request.target?.kind === 'organization' ? request.target.id : null;
  const presentation = { carrier, organizationId, audience: audienceOf(access) };
  return verifyCredential(gate.find, presentation, value, gate.now());
}

/**
 * The credential of a request. If there is an Authorization header, only that counts; with two of them there
 * is no valid credential. The query string and the body are never read (RFC 6750 2.2 and 2.3 are not
 * supported). The session cookie counts only at an organization's host.
 */
function presentedCredential(
  request: FastifyRequest,
  bearerOnly: boolean,
): { carrier: 'bearer' | 'cookie'; value: string } | null {
  const { given, token } = bearerOf(request);
  if (token !== null) return { carrier: 'bearer', value: token };
  if (given) return null;
  if (bearerOnly || request.target?.kind !== 'organization') return null;
  const cookie = readSessionCookie(request);
  return cookie === null ? null : { carrier: 'cookie', value: cookie };
}

function authorize(access: RouteAccess, principal: Principal, now: number): void {
  if (access.credential === 'none') return;
  if (!access.beforeEnrollment) requireEnrollment(principal);
  if (access.credential === 'session') {
    if (principal.authentication.method !== 'session') throw new SpedyError('session_required');
  } else if (access.scope !== null && !scopeAllows(principal.scopes, access.scope)) {
    throw insufficientScope([access.scope]);
  }
  requireRole(access.permission, principal);
  if (access.confirmed) requireConfirmation(principal, now);
}

function requireRole(permission: Permission | undefined, principal: Principal): void {
  if (permission && !roleAllows(principal.role, permission)) throw new SpedyError('forbidden');
}
