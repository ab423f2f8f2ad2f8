import { canonicalScopes, parseScope, type Scope, scopes, scopesBeyond } from '../access/scopes.ts';
import { insufficientScope } from '../http/challenge.ts';
import { invalidField } from '../http/errors.ts';
import type { Principal } from '../principals/principal.ts';

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
export function identityHeaders({ user, organization, role, scopes: held }: Principal) {
  return {
    'X-Spedy-User': user.id,
    'X-Spedy-Organization': organization.slug,
    'X-Spedy-Role': role,
    'X-Spedy-Scopes': (held ?? scopes).join(' '),
  };
}
