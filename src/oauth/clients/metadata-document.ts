import { OAuthError } from '../../http/oauth-error.ts';
import { checkRemoteUrl } from '../remote/remote-url.ts';
import type { Client } from './client.ts';
import {
  parseClientName,
  parseMetadata,
  parseRedirectUris,
  parseText,
  parseWebAddress,
  type RawMetadata,
} from './client-metadata.ts';
import { type ClientProblem, documentProblem } from './client-problem.ts';
import { grantTypesOf, parseGrantTypes } from './grant-types.ts';
import { isPublic, parseDocumentAuthentication } from './keys/negotiate.ts';

/** Whether a client_id means to be the address of a metadata document; whether it may be one is for `documentUrl`. */
export function isDocumentClientId(clientId: string): boolean {
  return /^https?:\/\//i.test(clientId);
}

/**
 * The address of the document that a client_id is (draft-ietf-oauth-client-id-metadata-document 3): https, with a path,
 * without fragment, user name, dot segments or IP address, and written in its one normal form: it is compared as text,
 * and must be read alike by everybody.
 * @param allowLoopback whether http on loopback will do, for development
 * @throws ClientProblem
 */
export function documentUrl(clientId: string, allowLoopback: boolean): URL {
  const checked = checkRemoteUrl(clientId, allowLoopback);
  if (typeof checked === 'string') throw unusable(`it ${checked}`);
  return checked;
}

function unusable(reason: string): ClientProblem {
  return documentProblem(`its address is the client_id, and ${reason}`);
}

/**
 * The client that a metadata document describes (draft-ietf-oauth-client-id-metadata-document 4): a public one, or one
 * with keys: there is no way to share a secret.
 * @param clientId the address that the document was read from
 * @param allowLoopback whether its keys may be on loopback, for development
 * @throws ClientProblem
 */
export function parseDocument(clientId: string, text: string, allowLoopback = false): Client {
  try {
    const metadata = parseMetadata(parseJson(text));
    requireOwn(metadata, clientId);
    if ('client_secret' in metadata) throw documentProblem('it has a client_secret, which is then none');
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
      grantTypes: parseGrantTypes(metadata, grantTypesOf(false)),
      secretHash: null,
    };
  } catch (error) {
    if (error instanceof OAuthError) throw documentProblem(`in it, ${error.message.replace(/\.$/, '')}`);
    throw error;
  }
}

/** The host whose document vouches for a client's name; null for a registered client, for whose name nobody does. */
export function verifiedHost(kind: string, clientId: string): string | null {
  return kind === 'metadata_document' ? (URL.parse(clientId)?.host ?? null) : null;
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
  if (own !== clientId) throw documentProblem('its client_id is not the address that it was read from');
}
