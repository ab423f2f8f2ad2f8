import type { TokenEvent } from '../../../api/account/token-details.ts';

const titles: Readonly<Record<string, string>> = {
  'token.created': 'Created',
  'token.rotated': 'Rotated',
  'token.changed': 'Changed',
  'token.revoked': 'Revoked',
};
const actors = {
  scim: 'the identity provider',
  operator: 'the operator',
  system: 'Spedy',
  anonymous: 'a leak report',
} as const;
const fields: Readonly<Record<string, string>> = {
  name: 'Name',
  description: 'Description',
  scopes: 'Scopes',
  expiresAt: 'Expiry',
};

/** What was done, in one word. */
export function eventTitle({ action }: Pick<TokenEvent, 'action'>): string {
  return titles[action] ?? action;
}

/** Who did it. */
export function whoDid({ actor }: Pick<TokenEvent, 'actor'>): string {
  return actor.kind === 'member' ? (actor.name ?? 'a former member') : actors[actor.kind];
}

/** What changed, and with which credential from where. */
export function eventLines({ details, credential, address }: TokenEvent): readonly string[] {
  return [...changesIn(details), originOf({ credential, address })].filter((line) => line !== '');
}

function changesIn(details: TokenEvent['details']): readonly string[] {
  const { before, after } = details as { before?: unknown; after?: unknown };
  if (!isRecord(before) || !isRecord(after)) return [];
  return Object.keys(after).map(
    (field) => `${fields[field] ?? field}: ${textOf(before[field])} → ${textOf(after[field])}`,
  );
}

function originOf({ credential, address }: Pick<TokenEvent, 'credential' | 'address'>): string {
  const parts = [credentialText(credential), address === null ? '' : `from ${address}`];
  return parts.filter((part) => part !== '').join(' ');
}

function credentialText(credential: TokenEvent['credential']): string {
  if (credential?.kind === 'session') return 'In a session';
  return credential?.kind === 'pat' ? `With the token ${credential.id}` : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
