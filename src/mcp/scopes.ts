import { canonicalScopes, oauthScopes, type Scope, type ScopeSet, scopeAllows } from '../access/scopes.ts';
import { insufficientScope } from '../contract/insufficient-scope.ts';
import { isObject } from './is-object.ts';
import { findTool } from './tools/list.ts';

/**
 * Checks the scopes of every tool that a request calls, before any of them runs. The challenge names all
 * scopes that the next token should have, including those of the current one, because a client requests
 * exactly these (MCP authorization, 2025-11-25, step-up authorization flow).
 * @returns the scopes that the tools need
 * @throws SpedyError insufficient_scope
 */
export function requireScopes(held: ScopeSet, body: unknown): readonly Scope[] {
  const needed = [body].flat().flatMap((message) => toolScope(message) ?? []);
  const missing = canonicalScopes(needed.filter((scope) => !scopeAllows(held, scope)));
  if (missing.length === 0) return needed;
  const current = oauthScopes.filter((scope) => scopeAllows(held, scope));
  throw insufficientScope(
    canonicalScopes([...current, ...needed]),
    `This tool needs ${missing.join(', ')}, which the token does not have. Request it, or use a token that has it.`,
  );
}

/** The scope that a message needs; null if it calls no tool, or a tool that needs none. */
function toolScope(message: unknown): Scope | null {
  if (!isObject(message) || message.method !== 'tools/call' || !isObject(message.params)) return null;
  const { name } = message.params;
  return (typeof name === 'string' && findTool(name)?.scope) || null;
}
