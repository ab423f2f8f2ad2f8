import leven from 'leven';
import { canonicalScopes, parseScope, type Scope, scopes, scopesBeyond } from '../access/scopes.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { insufficientScope } from '../contract/insufficient-scope.ts';
import { type Authentication, credentialId, type Principal } from '../principals/principal.ts';

const methods = ['pat', 'session', 'oauth'] as const satisfies readonly Authentication['method'][];
type Method = (typeof methods)[number];

/**
 * The scopes that a proxy asks for: names separated by spaces, in one value or in several. An empty value is a
 * mistake of the proxy's too: one that asks for nothing must not let everything through.
 * @throws SpedyError validation_failed
 */
export function parseNeededScopes(given: string | readonly string[] | undefined): readonly Scope[] {
  if (given === undefined) return [];
  const names = [given].flat().flatMap((value) => value.split(' '));
  return canonicalScopes(names.map(toScope));
}

function toScope(name: string): Scope {
  const scope = parseScope(name);
  if (!scope) throw invalidField('scope', `must be one or more of ${scopes.join(', ')}`);
  return scope;
}

const parameters = ['allow', 'scope'];

/**
 * Refuses a parameter that is all but one of the known ones: a misspelt demand would demand nothing. Others are left
 * alone, since some proxies hand their client's query on.
 * @throws SpedyError validation_failed
 */
export function refuseMisspelt(names: readonly string[]): void {
  for (const name of names.filter((given) => !parameters.includes(given))) {
    const meant = parameters.find((known) => isNear(name.toLowerCase(), known));
    if (meant) throw invalidField(name, `is not a known parameter; did you mean ${meant}?`);
  }
}

function isNear(name: string, known: string): boolean {
  return name.startsWith(known) || leven(name, known) <= (name.length === known.length ? 2 : 1);
}

/** The methods taken where the proxy names none: an OAuth token stands for an application, not for its member. */
const usualMethods: readonly Method[] = ['pat', 'session'];

/**
 * The methods of authentication that a proxy takes: names separated by commas, in one value or in several.
 * @throws SpedyError validation_failed
 */
export function parseAllowedMethods(given: string | readonly string[] | undefined): readonly Method[] {
  if (given === undefined) return usualMethods;
  return [given].flat().flatMap((value) => value.split(',').map(toMethod));
}

function toMethod(name: string): Method {
  const method = methods.find((known) => known === name.trim());
  if (!method)
    throw invalidField('allow', `must be one or more of ${methods.join(', ')}, separated by commas`);
  return method;
}

/**
 * Demands that a proxy takes a credential of this kind. One that it does not take is answered as a token for another
 * resource is, or as no credential at all where it is a session.
 * @throws SpedyError token_invalid; authentication_required
 */
export function requireMethod({ authentication: { method } }: Principal, allowed: readonly Method[]): void {
  if (allowed.includes(method)) return;
  if (method === 'session') throw new SpedyError('authentication_required');
  const kind = method === 'oauth' ? 'OAuth access tokens' : 'personal access tokens';
  throw new SpedyError('token_invalid', {
    message: `The token is not valid here: this service takes no ${kind}.`,
  });
}

/**
 * Demands scopes of a credential. The challenge names all that are needed, not only those that are missing: a client
 * then asks for them at once.
 * @throws SpedyError insufficient_scope
 */
export function requireScopes(principal: Principal, needed: readonly Scope[]): void {
  const missing = scopesBeyond(principal.scopes, needed);
  if (missing.length === 0) return;
  throw insufficientScope(needed, insufficientScope(missing).message);
}

/** Who a credential acts as, as headers for the service behind a proxy: ASCII alone, hence no names. */
export function identityHeaders(principal: Principal) {
  const { user, organization, role, scopes: held, authentication } = principal;
  const client = authentication.method === 'oauth' ? { 'X-Spedy-Client': authentication.clientId } : {};
  return {
    'X-Spedy-User': user.id,
    'X-Spedy-Organization': organization.slug,
    'X-Spedy-Role': role,
    'X-Spedy-Scopes': (held ?? scopes).join(' '),
    'X-Spedy-Method': authentication.method,
    'X-Spedy-Credential': credentialId(principal),
    ...client,
  };
}
