import leven from 'leven';
import { canonicalScopes, type Scope, scopes, scopesBeyond } from '../access/scopes.ts';
import { wordOf } from '../access/words.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { insufficientScope } from '../contract/insufficient-scope.ts';
import { type Authentication, credentialId, type Principal } from '../principals/principal.ts';

const methods = ['pat', 'session', 'oauth'] as const satisfies readonly Authentication['method'][];
type Method = (typeof methods)[number];

/**
 * Parses the scopes that a proxy requires: separated by spaces, in one or several values. An empty value is rejected as a
 * configuration mistake, so that it does not let every credential through.
 * @throws SpedyError validation_failed
 */
export function parseNeededScopes(given: string | readonly string[] | undefined): readonly Scope[] {
  if (given === undefined) return [];
  const names = [given].flat().flatMap((value) => value.split(' '));
  return canonicalScopes(names.map(toScope));
}

function toScope(name: string): Scope {
  const scope = wordOf(scopes, name);
  if (!scope) throw invalidField('scope', `must be one or more of ${scopes.join(', ')}`);
  return scope;
}

const parameters = ['allow', 'scope'];

/**
 * Rejects misspelled parameters, which would otherwise have no effect. Other unknown parameters are ignored, because some
 * proxies forward their client's query.
 * @throws SpedyError validation_failed
 */
export function rejectMisspelledParameters(names: readonly string[]): void {
  for (const name of names.filter((given) => !parameters.includes(given))) {
    const suggestion = parameters.find((known) => isSimilar(name.toLowerCase(), known));
    if (suggestion) throw invalidField(name, `is not a known parameter; did you mean ${suggestion}?`);
  }
}

function isSimilar(name: string, known: string): boolean {
  return name.startsWith(known) || leven(name, known) <= (name.length === known.length ? 2 : 1);
}

/** The methods allowed by default: an OAuth token represents an application, not only its member. */
const defaultMethods: readonly Method[] = ['pat', 'session'];

/**
 * Parses the authentication methods that a proxy allows: separated by commas, in one or several values.
 * @throws SpedyError validation_failed
 */
export function parseAllowedMethods(given: string | readonly string[] | undefined): readonly Method[] {
  if (given === undefined) return defaultMethods;
  return [given].flat().flatMap((value) => value.split(',').map(toMethod));
}

function toMethod(name: string): Method {
  const method = wordOf(methods, name.trim());
  if (!method)
    throw invalidField('allow', `must be one or more of ${methods.join(', ')}, separated by commas`);
  return method;
}

/**
 * Requires an allowed authentication method. Another token gets the error of a token for another resource; a session that
 * of a missing credential.
 * @throws SpedyError token_invalid; authentication_required
 */
export function requireMethod({ authentication: { method } }: Principal, allowed: readonly Method[]): void {
  if (allowed.includes(method)) return;
  if (method === 'session') throw new SpedyError('authentication_required');
  const kind = method === 'oauth' ? 'OAuth access tokens' : 'personal access tokens';
  throw new SpedyError('token_invalid', {
    message: `The token is not valid here: this service does not accept ${kind}.`,
  });
}

/**
 * Requires scopes of a credential. The challenge names all required scopes, not only the missing ones, so that a client
 * can request them together.
 * @throws SpedyError insufficient_scope
 */
export function requireScopes(principal: Principal, needed: readonly Scope[]): void {
  const missing = scopesBeyond(principal.scopes, needed);
  if (missing.length === 0) return;
  throw insufficientScope(needed, insufficientScope(missing).message);
}

/** Returns the identity headers for the service behind a proxy. Only ASCII values, so no names. */
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
