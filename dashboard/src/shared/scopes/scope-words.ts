import type { Scope } from '../../api/account/tokens.ts';

/** What each scope lets a token do, in the order in which they are listed. */
export const scopeDescriptions: Readonly<Record<Scope, string>> = {
  'profile:read': 'Read your name, email and role.',
  'tickets:read': 'Read boards, tickets and comments.',
  'tickets:write': 'Create and edit tickets and write comments. Add tickets:read to read them.',
  'tokens:write': 'List, create, rotate and revoke your access tokens.',
  'organization:write': "Manage members, the policy and all members' tokens.",
};

export const allScopes = Object.keys(scopeDescriptions).filter(isScope);

/** Short names of what scopes allow together, the most important first. */
const names: readonly { readonly scopes: readonly string[]; readonly name: string }[] = [
  { scopes: ['organization:write'], name: 'Manage organization' },
  { scopes: ['tickets:read', 'tickets:write'], name: 'Read and write tickets' },
  { scopes: ['tickets:write'], name: 'Write tickets' },
  { scopes: ['tickets:read'], name: 'Read tickets' },
  { scopes: ['tokens:write'], name: 'Manage tokens' },
  { scopes: ['profile:read'], name: 'Read profile' },
];

/** Whether a text is the name of a scope. */
export function isScope(text: string): text is Scope {
  return text in scopeDescriptions;
}

/** Names the most important permission of a list of scopes, and counts the scopes that the name leaves out. */
export function summaryOf(scopes: readonly string[]): { readonly name: string; readonly more: number } {
  const first = names.find((entry) => entry.scopes.every((scope) => scopes.includes(scope)));
  if (!first) return { name: scopes[0] ?? 'No permissions', more: Math.max(0, scopes.length - 1) };
  return { name: first.name, more: scopes.filter((scope) => !first.scopes.includes(scope)).length };
}
