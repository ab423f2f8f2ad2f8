import { audienceAllows, parseAudience } from '../access/audience.ts';
import { parseOAuthScopes } from '../access/scopes.ts';
import { hashSecret } from '../credentials/hash.ts';
import type { Database } from '../storage/database.ts';
import type { AuthorizationRequest, Redirect } from './authorize.ts';
import type { Client } from './clients/client.ts';
import { redirectKind } from './clients/redirect-uris.ts';
import { isVouchedFor } from './clients/vouched.ts';
import type { Lifetimes } from './endpoint.ts';
import { findActiveGrants } from './grant-queries.ts';
import { grantEnd } from './issue.ts';
import { coversScopes } from './scope.ts';

/** Who asks, where: what a member has allowed is looked up by it. */
type Asker = { readonly organizationId: string; readonly userId: string; readonly at: number };

/**
 * Whether an error may go to a redirect by itself (RFC 9700 4.11.2): to a program on the member's own computer, to a
 * client that somebody vouches for, or to one that the member has allowed. Else a link could send any member anywhere
 * under the organization's name.
 */
export async function mayReturnErrors(
  db: Database,
  { organizationId, userId, at }: Asker,
  client: Client,
  redirect: Redirect,
): Promise<boolean> {
  if (redirectKind(redirect.uri) === 'loopback') return true;
  if (await isVouchedFor(db, organizationId, client)) return true;
  const grants = await findActiveGrants(db, organizationId, userId, hashSecret(client.clientId), at);
  return grants.length > 0;
}

/**
 * Whether a request may be answered without asking, where the member has allowed as much before: only to an https
 * address, which no other program on the computer can listen at (RFC 8252 8.6), and only for a client that somebody
 * vouches for.
 */
export async function mayBeRemembered(
  db: Database,
  organizationId: string,
  { client, redirect, asksConsent }: AuthorizationRequest,
): Promise<boolean> {
  if (asksConsent || redirectKind(redirect.uri) !== 'https') return false;
  return isVouchedFor(db, organizationId, client);
}

/** The grant by which a request needs no new decision: the member's, to the same client and redirect, for no less. */
export async function findCoveringGrant(
  db: Database,
  { organizationId, userId, at }: Asker,
  { client, redirect, scopes, audience }: AuthorizationRequest,
  lifetimes: Lifetimes,
) {
  const grants = await findActiveGrants(db, organizationId, userId, hashSecret(client.clientId), at);
  return grants.find(
    (grant) =>
      grantEnd(grant, lifetimes) > at &&
      coversScopes(parseOAuthScopes(grant.scopes), scopes) &&
      audienceAllows(parseAudience(grant.audience), audience) &&
      (JSON.parse(grant.redirectUris) as unknown[]).includes(redirect.uri),
  );
}
