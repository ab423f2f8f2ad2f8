import { type Client, verifiedHost } from './client.ts';

/** Returns a client as members see it. @param verified whether an administrator verified it */
export function presentClient(
  client: Pick<Client, 'clientId' | 'name' | 'uri' | 'logoUri'> & { readonly kind: string },
  verified: boolean,
) {
  const { clientId, name, uri, logoUri } = client;
  return { clientId, name, uri, logoUri, verifiedHost: verifiedHost(client), verified };
}
