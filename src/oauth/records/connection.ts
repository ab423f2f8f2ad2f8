import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { Lifetimes } from '../../contract/settings.ts';

/** Returns when a connection expires, no matter how often it is refreshed; milliseconds since the epoch. */
export function connectionEnd(
  { consentedAt }: { readonly consentedAt: number },
  { connection }: Lifetimes,
): number {
  return consentedAt + connection * 1000;
}

/** Returns whether a connection was revoked or has expired. */
export function isOver(
  connection: { readonly consentedAt: number; readonly endedAt: number | null },
  lifetimes: Lifetimes,
  now: number,
): boolean {
  return connection.endedAt !== null || connectionEnd(connection, lifetimes) <= now;
}

/** Returns the origin of a change that a client makes for a member through a connection. */
export function throughConnection(from: ChangeOrigin, userId: string, connectionId: string): ChangeOrigin {
  const actor = { kind: 'member', userId, credentialKind: 'oauth', credentialId: connectionId } as const;
  return { ...from, actor };
}
