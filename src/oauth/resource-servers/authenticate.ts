import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import { invalidClient, type PresentedClient } from '../clients/authentication/client-authentication.ts';
import { isResourceServer, isResourceServerId, type ResourceServerSecrets } from './resource-servers.ts';

/**
 * Returns the ID of the resource server that a request is from, by the ID and secret in the header or the body; null if
 * the request has no credentials, or those of another client.
 * @throws OAuthError invalid_client if the secret is wrong
 */
export function authenticateResourceServer(
  secrets: ResourceServerSecrets,
  organizationId: string,
  presented: PresentedClient | null,
): MaybePromise<string | null> {
  if (!presented || !isResourceServerId(presented.clientId)) return null;
  const { clientId, secret } = presented;
  if (secret === null) throw invalidClient(true);
  return andThen(isResourceServer(secrets, organizationId, clientId, secret), (isRight) => {
    if (!isRight) throw invalidClient(true);
    return clientId;
  });
}
