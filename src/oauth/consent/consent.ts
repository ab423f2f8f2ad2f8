import type { Audience } from '../../access/audience.ts';
import type { OAuthScope } from '../../access/scopes.ts';
import { appendAudit } from '../../audit/append.ts';
import { creatingCredential, rememberCreatingSession, requireLiveCreator } from '../../audit/created-with.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { Lifetimes } from '../../contract/settings.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { newToken } from '../../credentials/token-format.ts';
import { inTransaction, type Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import type { AuthorizationRequest } from '../authorize/authorize.ts';
import { findCoveringConnection } from '../authorize/trust.ts';
import type { Client } from '../clients/client.ts';
import { lockClient, saveClient } from '../clients/queries.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { insertConnection } from '../records/connection-queries.ts';
import { insertCode } from '../records/issued-secret-queries.ts';

/** What a member allows. */
type Allowed = {
  readonly userId: string;
  readonly scopes: readonly OAuthScope[];
  readonly audience: Audience;
  /** Null for a device. */
  readonly redirectUri: string | null;
  /** When the code or device request expires; milliseconds since the epoch. */
  readonly expiresAt: number;
};
export type Consent = Allowed & { readonly client: Client };

/**
 * Records a consent as a new connection, so that each computer's sign-in can be revoked separately. Stores the client as
 * an application of the organization.
 * @returns the id of the connection
 * @throws SpedyError forbidden if an administrator blocked the client
 */
export async function allow(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  consent: Consent,
): Promise<string> {
  const { at } = from;
  const { client, scopes, audience } = consent;
  const saved = await saveClient(trx, organizationId, client, at);
  if (!saved) throw new SpedyError('forbidden', { message: 'An administrator has blocked this app.' });
  const id = await openGrant(trx, organizationId, from, consent, saved.id, at);
  await appendAudit(trx, organizationId, from, {
    action: 'grant.allowed',
    target: { kind: 'grant', id },
    details: { client: client.name, scopes, audience },
  });
  await requireLiveCreator(trx, organizationId, from);
  return id;
}

async function openGrant(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  { userId, scopes, audience, redirectUri, expiresAt }: Allowed,
  applicationId: string,
  consentedAt: number,
): Promise<string> {
  const { at } = from;
  const id = newId('grt');
  await insertConnection(trx, {
    organizationId,
    id,
    userId,
    applicationId,
    scopes: scopes.join(' '),
    audience,
    redirectUris: JSON.stringify(redirectUri === null ? [] : [redirectUri]),
    at,
    consentedAt,
    expiresAt,
    createdWith: creatingCredential(from),
  });
  await rememberCreatingSession(trx, organizationId, from);
  return id;
}

type CodeRequest = Pick<AuthorizationRequest, 'scopes' | 'audience' | 'codeChallenge'> & {
  readonly redirect: { readonly uri: string; readonly given: boolean };
};

/** Returns when a code issued now expires; milliseconds since the epoch. */
export function codeExpiry({ code }: Lifetimes, now: number): number {
  return now + code * 1000;
}

/** Issues the authorization code of a connection. Its value exists only in the result. */
export async function issueCode(
  trx: Transaction,
  organizationId: string,
  connectionId: string,
  { scopes, audience, codeChallenge, redirect }: CodeRequest,
  lifetimes: Lifetimes,
  now: number,
): Promise<string> {
  const code = newToken('code');
  await insertCode(trx, {
    hash: hashSecret(code),
    organizationId,
    connectionId,
    scopes: scopes.join(' '),
    audience,
    createdAt: now,
    expiresAt: codeExpiry(lifetimes, now),
    redirectUri: redirect.uri,
    redirectGiven: redirect.given,
    codeChallenge,
  });
  return code;
}

/**
 * Issues a code on the basis of an earlier consent; null if no active connection covers the request. The new connection
 * expires together with the consent that it relies on.
 */
export function issueCodeAgain(
  { db, lifetimes }: OAuthContext,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  request: AuthorizationRequest,
): Promise<string | null> {
  const { at } = from;
  const { client, scopes, audience, redirect } = request;
  return inTransaction(db, async (trx) => {
    const row = await lockClient(trx, organizationId, hashSecret(client.clientId));
    if (!row) return null;
    const covering = await findCoveringConnection(trx, { organizationId, userId, at }, request, lifetimes);
    if (!covering) return null;
    const expiresAt = codeExpiry(lifetimes, at);
    const allowed = { userId, scopes, audience, redirectUri: redirect.uri, expiresAt };
    const id = await openGrant(trx, organizationId, from, allowed, row.id, covering.consentedAt);
    const code = await issueCode(trx, organizationId, id, request, lifetimes, at);
    await appendAudit(trx, organizationId, from, {
      action: 'grant.allowed_before',
      target: { kind: 'grant', id },
      details: { client: client.name, scopes, audience, allowedBy: covering.id },
    });
    await requireLiveCreator(trx, organizationId, from);
    return code;
  });
}
