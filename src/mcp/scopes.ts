import { canonicalScopes, oauthScopes, type Scope, type ScopeSet, scopeAllows } from '../access/scopes.ts';
import { insufficientScope } from '../http/challenge.ts';
import { isObject } from './reading.ts';
import { findTool } from './tools/list.ts';

/**
 * Demands the scopes of every tool that a request calls, before any of them runs. The challenge names all that the
 * next token should have: what is needed, and what this one has already, because a client asks for just what it reads
 * there (MCP authorization, 2025-11-25, step-up authorization flow).
 * @throws SpedyError insufficient_scope
 */
export function requireScopes(held: ScopeSet, body: unknown): void {
  const needed = [body].flat().flatMap((message) => toolScope(message) ?? []);
  const missing = canonicalScopes(needed.filter((scope) => !scopeAllows(held, scope)));
  if (missing.length === 0) return;
  const kept = oauthScopes.filter((scope) => scopeAllows(held, scope));
  throw insufficientScope(
    canonicalScopes([...kept, ...needed]),
    `The token lacks ${missing.join(', ')}, which this tool needs. Ask for it, or use a token that has it.`,
  );
}

/** The scope that a message needs; null where it calls no tool, or one that needs none. */
function toolScope(message: unknown): Scope | null {
  if (!isObject(message) || message.method !== 'tools/call' || !isObject(message.params)) return null;
  const { name } = message.params;
  return (typeof name === 'string' && findTool(name)?.scope) || null;
}
