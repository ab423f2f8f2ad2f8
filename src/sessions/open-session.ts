import { hour } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken } from '../credentials/token-format.ts';
import { findOrganization } from '../organizations/queries.ts';
import { raiseSeen } from '../principals/last-seen-queries.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import type { openings, VerifiedFactor } from './openings.ts';
import { deleteSessionByHash, insertSession } from './queries.ts';

/** Maximum length of a stored User-Agent, in characters. */
const userAgentLength = 300;

/** The browser that opens a session. */
export type SessionBrowser = {
  /** Its User-Agent header. */
  readonly userAgent: string | null;
  /** The hash of the session cookie in the request, valid or not. That session ends. */
  readonly presented: Buffer | null;
};
/** The member of a session, and how it is opened. */
export type Opener = {
  readonly userId: string;
  readonly browser: SessionBrowser;
  readonly openedBy: (typeof openings)[number];
  readonly secondFactor: VerifiedFactor | null;
  /** The passkey that it is opened with, if any. */
  readonly passkeyId?: string | null;
  /** The invitation that it is opened with; undefined for a sign-in. */
  readonly createdWith?: string;
};
export type NewSession = { readonly id: string; readonly secret: string; readonly expiresAt: number };

/**
 * Opens a session for an authenticated member. Its secret exists only in the result. Ends the session whose cookie it
 * replaces, because the browser could no longer sign out of it.
 */
export async function openSession(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  { userId, browser, openedBy, secondFactor, passkeyId, createdWith }: Opener,
): Promise<NewSession> {
  const { at } = from;
  const { sessionLifetimeHours } = await findOrganization(trx, organizationId);
  const expiresAt = at + sessionLifetimeHours * hour;
  const session = { id: newId('ses'), secret: newToken('session'), expiresAt };
  await insertSession(trx, {
    organizationId,
    id: session.id,
    userId,
    hash: hashSecret(session.secret),
    createdAt: at,
    expiresAt: session.expiresAt,
    address: from.address,
    userAgent: browser.userAgent?.slice(0, userAgentLength) ?? null,
    openedBy,
    secondFactor,
    passkeyId: passkeyId ?? null,
    createdWith: createdWith ?? null,
  });
  await raiseSeen(trx, [{ organizationId, userId, at }]);
  const replaced = browser.presented && (await deleteSessionByHash(trx, organizationId, browser.presented));
  const actor = { kind: 'member', userId, credentialKind: 'session', credentialId: session.id } as const;
  const opened = { ...from, actor };
  if (replaced) {
    await appendAudit(trx, organizationId, opened, {
      action: 'session.ended',
      target: { kind: 'session', id: replaced.id },
      details: { reason: 'replaced', successorId: session.id, userId: replaced.userId },
    });
  }
  await appendAudit(trx, organizationId, opened, {
    action: 'session.started',
    target: { kind: 'session', id: session.id },
    details: { openedBy, secondFactor },
  });
  return session;
}
