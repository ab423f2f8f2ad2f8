import { SpedyError } from './errors.ts';

/**
 * The error for a credential that lacks the scopes that a request needs, or that it would pass on to a new
 * credential.
 */
export function insufficientScope(scopes: readonly string[], message?: string): SpedyError {
  const names = scopes.length === 1 ? `the scope ${scopes[0]}` : `the scopes ${scopes.join(', ')}`;
  return new SpedyError('insufficient_scope', {
    message: message ?? `This request needs ${names}, which the token does not have.`,
    scopes,
  });
}
