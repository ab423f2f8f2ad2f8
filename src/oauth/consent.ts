import { type Audience, parseAudience, widerAudience } from '../access/audience.ts';
import { type OAuthScope, parseOAuthScopes } from '../access/scopes.ts';
import { appendAudit } from '../audit/append.ts';
import type { Provenance } from '../audit/provenance.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken } from '../credentials/token-format.ts';
import { SpedyError } from '../http/errors.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import type { AuthorizationRequest } from './authorize.ts';
import type { Client } from './clients/client.ts';
import { saveClient } from './clients/queries.ts';
import type { Lifetimes } from './endpoint.ts';
import { findActiveGrant, insertGrant, updateGrant } from './grant-queries.ts';
import { joinScopes } from './scope.ts';
import { insertCode } from './value-queries.ts';

/** What a member allows. */
export type Consent = {
  readonly userId: string;
  readonly client: Client;
  readonly scopes: readonly OAuthScope[];
  readonly audience: Audience;
  /** Null for a device. */
  readonly redirectUri: string | null;
};

/**
 * Records what a member allowed: a new grant, or their grant to the same client, widened. The client has a row from
 * now on.
 * @throws SpedyError forbidden where an administrator blocked the client
 */
export async function allow(trx: Transaction, from: Provenance, consent: Consent): Promise<string> {
  const { organizationId, at } = from;
  const { client, userId } = consent;
  const saved = await saveClient(trx, organizationId, client, at);
  if (!saved)
    throw new SpedyError('forbidden', { message: 'An administrator has blocked this application.' });
  const columns = {
    scopes: consent.scopes.join(' '),
    audience: consent.audience,
    redirectUris: JSON.stringify(consent.redirectUri === null ? [] : [consent.redirectUri]),
  };
  const row = { ...columns, organizationId, id: newId('grt'), userId, clientRowId: saved.id, at };
  const inserted = await insertGrant(trx, row);
  const id = inserted?.id ?? (await widen(trx, organizationId, consent));
  await appendAudit(trx, from, {
    action: 'grant.allowed',
    target: { kind: 'grant', id },
    details: { client: client.name, scopes: consent.scopes, audience: consent.audience },
  });
  return id;
}

async function widen(trx: Transaction, organizationId: string, consent: Consent): Promise<string> {
  const { userId, client, scopes, audience, redirectUri } = consent;
  const grant = await findActiveGrant(trx, organizationId, userId, hashSecret(client.clientId));
  if (!grant) throw new Error('a grant that stood in the way of a new one is not there');
  const known = JSON.parse(grant.redirectUris) as string[];
  await updateGrant(trx, organizationId, grant.id, {
    scopes: joinScopes(parseOAuthScopes(grant.scopes), scopes).join(' '),
    audience: widerAudience(parseAudience(grant.audience), audience),
    redirectUris: JSON.stringify([...new Set([...known, ...(redirectUri === null ? [] : [redirectUri])])]),
  });
  return grant.id;
}

type CodeRequest = Pick<AuthorizationRequest, 'scopes' | 'audience' | 'codeChallenge'> & {
  readonly redirect: { readonly uri: string; readonly given: boolean };
};

/** Issues an authorization code of a grant; it exists only in what this returns. Each begins a family of tokens. */
export async function issueCode(
  trx: Transaction,
  organizationId: string,
  grantId: string,
  { scopes, audience, codeChallenge, redirect }: CodeRequest,
  lifetimes: Lifetimes,
  now: number,
): Promise<string> {
  const code = newToken('code');
  await insertCode(trx, {
    hash: hashSecret(code),
    organizationId,
    grantId,
    familyId: newId('fam'),
    scopes: scopes.join(' '),
    audience,
    createdAt: now,
    expiresAt: now + lifetimes.code * 1000,
    redirectUri: redirect.uri,
    redirectGiven: redirect.given,
    codeChallenge,
  });
  return code;
}

/** Issues a code where the member has allowed as much before. */
export function issueCodeAgain(
  db: Database,
  from: Provenance,
  grantId: string,
  request: AuthorizationRequest,
  lifetimes: Lifetimes,
): Promise<string> {
  return inTransaction(db, async (trx) => {
    const code = await issueCode(trx, from.organizationId, grantId, request, lifetimes, from.at);
    await appendAudit(trx, from, {
      action: 'grant.allowed_before',
      target: { kind: 'grant', id: grantId },
      details: { client: request.client.name, scopes: request.scopes, audience: request.audience },
    });
    return code;
  });
}
