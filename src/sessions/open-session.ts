import { day } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken } from '../credentials/token-format.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { deleteSessionByHash, insertSession } from './queries.ts';

/** How long a session lives from its sign-in, in milliseconds. */
const sessionLifetime = 30 * day;
/** Longest User-Agent that is kept, in characters. */
const userAgentLength = 300;

/** What a member showed first to open a session. */
export const openings = ['password', 'invitation'] as const;
/** The second factor that a session showed: a code of the authenticator app, or a backup code. */
export const shownFactors = ['totp', 'backup_code'] as const;
export type ShownFactor = (typeof shownFactors)[number];

/** The browser that asks for a session. */
export type Browser = {
  /** What it calls itself. */
  readonly userAgent: string | null;
  /** Whether it says of itself where a request comes from, as browsers do, which keep cookies. */
  readonly isBrowser: boolean;
  /** The value that it is known by since an earlier sign-in, if any. */
  readonly device: string | null;
  /** The hash of the session that it came with, good or not; that one ends. */
  readonly presented: Buffer | null;
};
/** Whose session it is, and by what it is opened. */
export type Opener = {
  readonly userId: string;
  readonly browser: Browser;
  readonly openedBy: (typeof openings)[number];
  readonly secondFactor: ShownFactor | null;
  /** The invitation that it is opened with; absent for a sign-in. */
  readonly createdWith?: string;
};
export type NewSession = { readonly id: string; readonly secret: string; readonly expiresAt: number };

/**
 * Opens a session for a member who has shown who they are; its secret exists only in what this returns. The session
 * that the browser came with ends: its cookie is replaced, so nobody could end it later.
 */
export async function openSession(
  trx: Transaction,
  from: ChangeOrigin,
  { userId, browser, openedBy, secondFactor, createdWith }: Opener,
): Promise<NewSession> {
  const { organizationId, at } = from;
  const session = { id: newId('ses'), secret: newToken('session'), expiresAt: at + sessionLifetime };
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
    createdWith: createdWith ?? null,
  });
  const replaced = browser.presented && (await deleteSessionByHash(trx, organizationId, browser.presented));
  const actor = { kind: 'member', userId, credentialKind: 'session', credentialId: session.id } as const;
  const opened = { ...from, actor };
  if (replaced) {
    await appendAudit(trx, opened, {
      action: 'session.ended',
      target: { kind: 'session', id: replaced.id },
      details: { reason: 'replaced', successorId: session.id, userId: replaced.userId },
    });
  }
  await appendAudit(trx, opened, {
    action: 'session.started',
    target: { kind: 'session', id: session.id },
    details: { openedBy, secondFactor },
  });
  return session;
}
