import { OAuthError } from '../../../contract/oauth-error.ts';
import { isPublic, parseDocumentAuthentication } from '../authentication/document-authentication.ts';
import type { Client } from '../client.ts';
import {
  parseClientName,
  parseMetadata,
  parseRedirectUris,
  parseText,
  parseWebAddress,
  type RawMetadata,
} from '../client-metadata.ts';
import { type ClientProblem, documentProblem } from '../client-problem.ts';
import { type GrantTypeDefinition, namesOf, parseGrantTypes } from '../grant-types.ts';
import { checkRemoteUrl } from '../remote/remote-url.ts';

/** Returns whether a client_id looks like the URL of a metadata document; `documentUrl` validates it. */
export function isDocumentClientId(clientId: string): boolean {
  return /^https?:\/\//i.test(clientId);
}

/**
 * Returns a client_id as the URL of its metadata document (draft-ietf-oauth-client-id-metadata-document 3): https, with a
 * path, without fragment, user name, dot segments or IP address, and in normal form, because it is compared as text.
 * @param allowLoopback whether http on loopback is allowed, for development
 * @throws ClientProblem
 */
export function documentUrl(clientId: string, allowLoopback: boolean): URL {
  const checked = checkRemoteUrl(clientId, allowLoopback);
  if (typeof checked === 'string') throw unusable(`it ${checked}`);
  return checked;
}

function unusable(reason: string): ClientProblem {
  return documentProblem(`its URL is the client_id, and ${reason}`);
}

/**
 * Parses a metadata document (draft-ietf-oauth-client-id-metadata-document 4). Its client is public or has keys: there is
 * no way to share a secret.
 * @param clientId the URL of the document
 * @param grantTypes of the server
 * @param allowLoopback whether jwks_uri may be http on loopback, for development
 * @throws ClientProblem
 */
export function parseDocument(
  clientId: string,
  text: string,
  grantTypes: readonly GrantTypeDefinition[],
  allowLoopback = false,
): Client {
  try {
    const metadata = parseMetadata(parseJson(text));
    requireOwn(metadata, clientId);
    if ('client_secret' in metadata)
      throw documentProblem('it contains a client_secret, which everyone can read');
    const authentication = parseDocumentAuthentication(metadata, allowLoopback);
    const name = parseClientName(metadata);
    if (name === null) throw documentProblem('it has no client_name');
    const redirectUris = parseRedirectUris(metadata, isPublic(authentication));
    if (redirectUris.length === 0) throw documentProblem('it has no redirect_uris');
    return {
      clientId,
      kind: 'metadata_document',
      name,
      uri: parseWebAddress(metadata, 'client_uri'),
      logoUri: parseWebAddress(metadata, 'logo_uri'),
      redirectUris,
      ...authentication,
      grantTypes: new Set(namesOf(parseGrantTypes(metadata, grantTypes, 'metadata_document'))),
      secretHash: null,
    };
  } catch (error) {
    if (error instanceof OAuthError) throw documentProblem(error.message.replace(/\.$/, ''));
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw documentProblem('it is not JSON');
  }
}

function requireOwn(metadata: RawMetadata, clientId: string): void {
  const own = parseText(metadata, 'client_id');
  if (own !== clientId) throw documentProblem('its client_id is not the URL of the document');
}
