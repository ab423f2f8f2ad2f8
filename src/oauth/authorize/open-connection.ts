import type { Audience } from '../../access/audience.ts';
import type { OAuthScope } from '../../access/scopes.ts';
import { creatingCredential, recordCreatingSession } from '../../audit/created-with.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import { insertConnection } from '../records/connection-queries.ts';

/** What a member allows a client. */
export type Allowed = {
  readonly userId: string;
  readonly scopes: readonly OAuthScope[];
  readonly audience: Audience;
  /** Null for a device. */
  readonly redirectUri: string | null;
  /** When the code or device request expires; milliseconds since the epoch. */
  readonly expiresAt: number;
};

/**
 * Stores a new connection to an application; returns its id.
 * @param consentedAt when the member allowed it; milliseconds since the epoch
 */
export async function openConnection(
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
  await recordCreatingSession(trx, organizationId, from);
  return id;
}
