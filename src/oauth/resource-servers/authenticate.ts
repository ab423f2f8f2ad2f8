import { invalidClient, presentedClient } from '../clients/authentication/client-authentication.ts';
import type { Parameters } from '../protocol/parameters.ts';
import { isResourceServer, isResourceServerId, type ResourceServerSecrets } from './resource-servers.ts';

/**
 * Returns the ID of the resource server that a request is from, by the ID and secret in the header or the body; null if
 * the request has no credentials, or those of another client.
 * @throws OAuthError invalid_client if the secret is wrong
 */
export async function authenticateResourceServer(
  secrets: ResourceServerSecrets,
  organizationId: string,
  parameters: Parameters,
  authorization: string | undefined,
): Promise<string | null> {
  const presented = await presentedClient(parameters, authorization);
  if (!presented || !isResourceServerId(presented.clientId)) return null;
  const { clientId, secret } = presented;
  if (secret !== null && (await isResourceServer(secrets, organizationId, clientId, secret))) return clientId;
  throw invalidClient(true);
}
