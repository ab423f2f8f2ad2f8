import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Permission, roleAllows } from '../access/roles.ts';
import { scopeAllows } from '../access/scopes.ts';
import type { LastUse } from '../principals/last-use.ts';
import { credentialId, type Principal } from '../principals/principal.ts';
import { type FindCredential, type Refusal, type Verdict, verifyCredential } from '../principals/verify.ts';
import { type Soon, soon } from '../storage/soon.ts';
import { insufficientScope } from './challenge.ts';
import { SpedyError } from './errors.ts';
import type { RequestLimit } from './limits.ts';
import { audienceOf, type RouteAccess } from './request-state.ts';
import { headerValues } from './request-target.ts';
import { requireSameOrigin } from './same-origin.ts';
import { readSessionCookie } from './session-cookie.ts';

export type Gate = {
  readonly find: FindCredential;
  readonly limit: RequestLimit;
  readonly lastUse: LastUse;
  readonly now: () => number;
};

/** Created once: for a guessed token, capturing a stack would take more time than the check itself. */
const refused: Readonly<Record<Refusal, SpedyError>> = {
  authentication_required: new SpedyError('authentication_required'),
  token_invalid: new SpedyError('token_invalid'),
  token_revoked: new SpedyError('token_revoked'),
  token_expired: new SpedyError('token_expired'),
  plan_required: new SpedyError('plan_required'),
  pats_disabled: new SpedyError('pats_disabled'),
};

/**
 * Lets a request in, or throws the answer of the contract's section 4: credential, then scope, then role. Counts it
 * against its credential and member, or against its address where it has no valid one.
 */
export function admit(
  gate: Gate,
  access: RouteAccess,
  request: FastifyRequest,
  reply: FastifyReply,
): Soon<void> {
  if (access.credential !== 'none')
    return soon(authenticate(gate, request, access), (verdict) =>
      letIn(gate, access, verdict, request, reply),
    );
  if (!access.recognizes) return gate.limit.countAddress(request.ip, reply);
  return soon(authenticate(gate, request, anyCredential), (verdict) => {
    if (!verdict.accepted) return gate.limit.countAddress(request.ip, reply);
    request.principal = verdict.principal;
    gate.limit.countMember(credentialId(verdict.principal), verdict.principal.user.id, reply);
    noteUse(gate, verdict.principal);
  });
}

function letIn(
  gate: Gate,
  access: RouteAccess,
  verdict: Verdict,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (!verdict.accepted) {
    gate.limit.countAddress(request.ip, reply);
    throw refused[verdict.refusal];
  }
  const { principal } = verdict;
  request.principal = principal;
  gate.limit.countMember(credentialId(principal), principal.user.id, reply);
  if (principal.authentication.method === 'session') requireSameOrigin(request);
  authorize(access, principal);
  noteUse(gate, principal);
}

/** Where each kind of credential keeps its last use: an OAuth token at its grant. */
const usedTable = { pat: 'access_tokens', session: 'sessions', oauth: 'oauth_grants' } as const;

function noteUse({ lastUse }: Gate, principal: Principal): void {
  const table = usedTable[principal.authentication.method];
  lastUse.mark(table, principal.organization.id, credentialId(principal));
}

/** What a route asks of whom it only recognizes. */
const anyCredential: RouteAccess = { credential: 'any', scope: null };

const nothingPresented: Verdict = { accepted: false, refusal: 'authentication_required' };

function authenticate(gate: Gate, request: FastifyRequest, access: RouteAccess): Soon<Verdict> {
  const bearerOnly = access.credential === 'any' && access.bearerOnly === true;
  const presented = presentedCredential(request, bearerOnly);
  if (!presented) return nothingPresented;
  const { carrier, value } = presented;
  const organizationId = request.target?.kind === 'organization' ? request.target.id : null;
  const presentation = { carrier, organizationId, audience: audienceOf(access) };
  return verifyCredential(gate.find, presentation, value, gate.now());
}

/**
 * The one credential a request carries. An Authorization header, where there is one, is the only place that counts;
 * two of them name no credential. Never the query string or the body (RFC 6750 2.2 and 2.3 are not offered).
 * Node keeps only the first of several Authorization headers, hence the raw ones. The session cookie belongs to an
 * organization's host and counts nowhere else.
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
 * Where the organization requires a second factor, a session must have shown one itself.
 * @throws SpedyError two_factor_enrollment_required; two_factor_verification_required
 */
export function requireEnrollment(principal: Principal): void {
  if (principal.organization.policy.twoFactorRequired) requireShownFactor(principal);
}

/**
 * Demands of a session, and of nothing else, that it has shown a second factor.
 * @param why the catalog's sentence says that the organization requires it; this one, where it does not yet
 * @throws SpedyError two_factor_enrollment_required of a member without one; two_factor_verification_required
 */
export function requireShownFactor({ authentication }: Principal, why?: string): void {
  if (authentication.method !== 'session' || authentication.secondFactor) return;
  throw new SpedyError(
    authentication.enrolled ? 'two_factor_verification_required' : 'two_factor_enrollment_required',
    why === undefined ? {} : { message: why },
  );
}
