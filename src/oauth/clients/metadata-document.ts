import { isIP } from 'node:net';
import { OAuthError } from '../../http/oauth-error.ts';
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

const maxLength = 2_000;
/** Hosts of http URLs that development may use. */
const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

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
  const url = clientId.length > maxLength ? null : URL.parse(clientId);
  if (!url) throw unusable(`it must be a URL of at most ${maxLength} characters`);
  const isDevelopment = allowLoopback && url.protocol === 'http:' && loopbackHosts.includes(url.hostname);
  if (url.protocol !== 'https:' && !isDevelopment) throw unusable('it must be an https URL');
  if (url.username !== '' || url.password !== '') throw unusable('it must not have a user name or password');
  if (clientId.includes('#')) throw unusable('it must not have a fragment');
  if (url.pathname === '/') throw unusable('it must have a path, as in https://app.example.com/client.json');
  if (!isDevelopment && (isIP(url.hostname) !== 0 || url.hostname.startsWith('[')))
    throw unusable('it must name a host, not an IP address');
  if (url.href !== clientId) throw unusable(`it must be written in its normal form, which is ${url.href}`);
  return url;
}

function unusable(reason: string): ClientProblem {
  return documentProblem(`its address is the client_id, and ${reason}`);
}

/**
 * The client that a metadata document describes (draft-ietf-oauth-client-id-metadata-document 4). Always a public one:
 * there is no way to share a secret.
 * @param clientId the address that the document was read from
 * @throws ClientProblem
 */
export function parseDocument(clientId: string, text: string): Client {
  try {
    const metadata = parseMetadata(parseJson(text));
    requireOwn(metadata, clientId);
    requirePublic(metadata);
    const name = parseClientName(metadata);
    if (name === null) throw documentProblem('it has no client_name');
    const redirectUris = parseRedirectUris(metadata, true);
    if (redirectUris.length === 0) throw documentProblem('it has no redirect_uris');
    return {
      clientId,
      kind: 'metadata_document',
      name,
      uri: parseWebAddress(metadata, 'client_uri'),
      logoUri: parseWebAddress(metadata, 'logo_uri'),
      redirectUris,
      authMethod: 'none',
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

function requirePublic(metadata: RawMetadata): void {
  const method = parseText(metadata, 'token_endpoint_auth_method') ?? 'none';
  if (method === 'private_key_jwt')
    throw documentProblem(
      'its token_endpoint_auth_method is private_key_jwt, which is not supported here; it must be none',
    );
  if (method !== 'none')
    throw documentProblem(
      'its token_endpoint_auth_method must be none: a client with a document can share no secret',
    );
  if ('client_secret' in metadata) throw documentProblem('it has a client_secret, which is then none');
}
