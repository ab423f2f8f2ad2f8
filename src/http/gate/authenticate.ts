import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Permission, roleAllows } from '../../access/roles.ts';
import { scopeAllows } from '../../access/scopes.ts';
import { SpedyError } from '../../contract/errors.ts';
import { insufficientScope } from '../../contract/insufficient-scope.ts';
import type { LastUse } from '../../principals/last-use.ts';
import { credentialId, type Principal } from '../../principals/principal.ts';
import {
  type FindCredential,
  type Rejection,
  type Verdict,
  verifyCredential,
} from '../../principals/verify.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import { headerValues } from '../arrival/request-target.ts';
import type { RequestLimit } from '../limits/request-limit.ts';
import { audienceOf, type RouteAccess } from './request-state.ts';
import { requireSameOrigin } from './same-origin.ts';
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
  if (!access.recognizes) return gate.limit.countAddress(request.ip, reply);
  return andThen(authenticate(gate, request, anyCredential), (verdict) => {
    if (!verdict.accepted) return gate.limit.countAddress(request.ip, reply);
    request.principal = verdict.principal;
    gate.limit.countMember(credentialId(verdict.principal), verdict.principal.user.id, reply);
    noteUse(gate, verdict.principal);
  });
}

function admitPrincipal(
  gate: Gate,
  access: RouteAccess,
  verdict: Verdict,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (!verdict.accepted) {
    gate.limit.countAddress(request.ip, reply);
    throw rejections[verdict.rejection];
  }
  const { principal } = verdict;
  request.principal = principal;
  gate.limit.countMember(credentialId(principal), principal.user.id, reply);
  if (principal.authentication.method === 'session') requireSameOrigin(request);
  authorize(access, principal);
  noteUse(gate, principal);
}

/**
 * The table that stores the last use of each kind of credential. OAuth tokens store it on their connection.
 */
const usedTable = { pat: 'access_tokens', session: 'sessions', oauth: 'oauth_connections' } as const;

function noteUse({ lastUse }: Gate, principal: Principal): void {
  const table = usedTable[principal.authentication.method];
  lastUse.mark(table, principal.organization.id, credentialId(principal));
}

/** The access of a route that only recognizes its caller. */
const anyCredential: RouteAccess = { credential: 'any', scope: null };

const noCredential: Verdict = { accepted: false, rejection: 'authentication_required' };

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
 * supported). Uses the raw headers because Node drops all but the first Authorization header. The session
 * cookie counts only at an organization's host.
 */
function presentedCredential(
  request: FastifyRequest,
  bearerOnly: boolean,
): { carrier: 'bearer' | 'cookie'; value: string } | null {
  const headers = headerValues(request.raw.rawHeaders, 'authorization');
  if (headers.length > 1) return { carrier: 'bearer', value: '' };
  const [header] = headers;
  if (header !== undefined) {
    const match = /^bearer(?:[ \t]+(.*))?$/i.exec(header.trim());
    return match ? { carrier: 'bearer', value: match[1] ?? '' } : null;
  }
  if (bearerOnly || request.target?.kind !== 'organization') return null;
  const cookie = readSessionCookie(request);
  return cookie === null ? null : { carrier: 'cookie', value: cookie };
}

function authorize(access: RouteAccess, principal: Principal): void {
  if (access.credential === 'none') return;
  if (!access.beforeEnrollment) requireEnrollment(principal);
  if (access.credential === 'session') {
    if (principal.authentication.method !== 'session') throw new SpedyError('session_required');
    requireRole(access.permission, principal);
    return;
  }
  if (access.scope !== null && !scopeAllows(principal.scopes, access.scope)) {
    throw insufficientScope([access.scope]);
  }
  requireRole(access.permission, principal);
}

function requireRole(permission: Permission | undefined, principal: Principal): void {
  if (permission && !roleAllows(principal.role, permission)) throw new SpedyError('forbidden');
}

/**
 * Requires a session to have shown a second factor if the organization requires one.
 * @throws SpedyError two_factor_enrollment_required; two_factor_verification_required
 */
export function requireEnrollment(principal: Principal): void {
  if (principal.organization.policy.twoFactorRequired) requireVerifiedFactor(principal);
}

/**
 * Requires a session to have shown a second factor. Other credentials pass.
 * @param why replaces the catalog's message, which says that the organization requires a second factor
 * @throws SpedyError two_factor_enrollment_required if the member has none; two_factor_verification_required
 */
export function requireVerifiedFactor({ authentication }: Principal, why?: string): void {
  if (authentication.method !== 'session' || authentication.secondFactor) return;
  throw new SpedyError(
    authentication.enrolled ? 'two_factor_verification_required' : 'two_factor_enrollment_required',
    why === undefined ? {} : { message: why },
  );
}
