import { day } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import type { Provenance } from '../audit/provenance.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken } from '../credentials/token-format.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { insertSession } from './queries.ts';

/** How long a session lives from its sign-in, in milliseconds. */
const sessionLifetime = 30 * day;
/** Longest User-Agent that is kept, in characters. */
const userAgentLength = 300;

/** Whose session it is, and what the browser calls itself. */
export type Opener = {
  readonly userId: string;
  readonly userAgent: string | null;
  /** The invitation that it is opened with; absent for a sign-in. */
  readonly madeBy?: string;
};
export type NewSession = { readonly id: string; readonly secret: string; readonly expiresAt: number };

/** Opens a session for a member who has shown who they are; its secret exists only in what this returns. */
export async function openSession(
  trx: Transaction,
  from: Provenance,
  { userId, userAgent, madeBy }: Opener,
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
    userAgent: userAgent?.slice(0, userAgentLength) ?? null,
    madeBy: madeBy ?? null,
  });
  const actor = { kind: 'member', userId, credentialKind: 'session', credentialId: session.id } as const;
  await appendAudit(
    trx,
    { ...from, actor },
    { action: 'session.started', target: { kind: 'session', id: session.id } },
  );
  return session;
}
