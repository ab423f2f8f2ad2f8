import type { Static } from 'typebox';
import { oauthScopes } from '../../../access/scopes.ts';
import { wordOf } from '../../../access/words.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import type { KeyRing } from '../../../credentials/keys/key-ring.ts';
import { newToken } from '../../../credentials/token-format.ts';
import { redirectHost, redirectKind } from '../../protocol/redirect-uris.ts';
import { parseClientKeys } from '../authentication/client-keys.ts';
import { type AuthMethod, authMethods, type ClientKeys } from '../client.ts';
import {
  invalidMetadata,
  invalidRedirect,
  parseClientName,
  parseMetadata,
  parseRedirectUris,
  parseText,
  parseWebAddress,
  type RawMetadata,
} from '../client-metadata.ts';
import { findRedirecting, type GrantTypeDefinition, namesOf, parseGrantTypes } from '../grant-types.ts';
import { maxClientIdLength, sealClientId } from './client-id.ts';
import type { RegisteredClient } from './schema.ts';

/** Whether the server fetches keys from the internet, and from loopback over http. */
export type KeySources = { readonly canFetch: boolean; readonly allowLoopback: boolean };

/** The registration response (RFC 7591 3.2.1): the registered metadata, which may be less than requested. */
type RegistrationResponse = Static<typeof RegisteredClient>;

/**
 * Registers a client (RFC 7591 3) without storing anything, not even an audit event: the client ID contains all metadata
 * (client-id.ts), so a flood of registrations costs no storage, and the log shows a client when a member allows it.
 * Unknown fields are ignored (RFC 7591 2).
 * @param body the parsed JSON body
 * @param now milliseconds since the epoch
 * @param grantTypes of the server
 * @param keySources which jwks_uri are allowed
 * @throws OAuthError invalid_client_metadata, invalid_redirect_uri
 */
export function registerClient(
  ring: KeyRing,
  organizationId: string,
  body: unknown,
  now: number,
  grantTypes: readonly GrantTypeDefinition[],
  keySources: KeySources = { canFetch: true, allowLoopback: false },
): RegistrationResponse {
  const metadata = parseMetadata(body);
  const authMethod = parseAuthMethod(metadata);
  const registered = parseGrantTypes(metadata, grantTypes, 'registered');
  const redirecting = findRedirecting(registered);
  const keys = authMethod === 'private_key_jwt' ? parseKeys(metadata, keySources) : undefined;
  const redirectUris = parseRedirectUris(metadata, authMethod === 'none');
  if (redirectUris.length === 0 && redirecting)
    throw invalidRedirect(`redirect_uris: at least one is required for ${redirecting.name}`);
  const name = parseClientName(metadata) ?? defaultName(redirectUris);
  const uri = parseWebAddress(metadata, 'client_uri');
  const logoUri = parseWebAddress(metadata, 'logo_uri');
  const applicationType = parseText(metadata, 'application_type');
  const secret = authMethod.startsWith('client_secret') ? newToken('client_secret') : null;
  const clientId = sealClientId(ring, organizationId, {
    name,
    uri,
    logoUri,
    redirectUris,
    authMethod,
    grantTypes: new Set(namesOf(registered)),
    secretHash: secret === null ? null : hashSecret(secret),
    ...(keys ? { keys } : {}),
    issuedAt: now,
  });
  if (clientId.length > maxClientIdLength) throw metadataTooLong();
  return {
    client_id: clientId,
    client_id_issued_at: Math.floor(now / 1000),
    ...(secret === null ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
    client_name: name,
    redirect_uris: redirectUris,
    token_endpoint_auth_method: authMethod,
    ...(keys ? presentKeys(keys) : {}),
    grant_types: [...namesOf(registered)],
    response_types: redirecting ? ['code'] : [],
    scope: parseScope(metadata),
    ...(uri === null ? {} : { client_uri: uri }),
    ...(logoUri === null ? {} : { logo_uri: logoUri }),
    ...(applicationType === null ? {} : { application_type: applicationType }),
  };
}

function parseKeys(metadata: RawMetadata, { canFetch, allowLoopback }: KeySources): ClientKeys {
  const keys = parseClientKeys(metadata, allowLoopback);
  if ('jwksUri' in keys && !canFetch)
    throw invalidMetadata('jwks_uri: this server does not fetch keys; register them as jwks');
  return keys;
}

function presentKeys(keys: ClientKeys): Partial<RegistrationResponse> {
  return {
    ...('jwks' in keys ? { jwks: { keys: [...keys.jwks] } } : { jwks_uri: keys.jwksUri }),
    ...(keys.alg === undefined ? {} : { token_endpoint_auth_signing_alg: keys.alg }),
  };
}

function parseAuthMethod(metadata: RawMetadata): AuthMethod {
  const requested = parseText(metadata, 'token_endpoint_auth_method') ?? 'client_secret_post';
  const known = wordOf(authMethods, requested);
  if (known) return known;
  throw invalidMetadata(`token_endpoint_auth_method: must be one of ${authMethods.join(', ')}`);
}

/**
 * Returns the supported ones of the requested scopes, by default all. Only a hint of what the client will request: the
 * member decides at each consent.
 */
function parseScope(metadata: RawMetadata): string {
  const requested = parseText(metadata, 'scope')?.split(' ') ?? [];
  const known = oauthScopes.filter((scope) => requested.includes(scope));
  return (known.length > 0 ? known : oauthScopes).join(' ');
}

/** Returns a name for the many clients that register without one. */
function defaultName(redirectUris: readonly string[]): string {
  const own = redirectUris.find((uri) => redirectKind(uri) === 'https');
  const host = own && redirectHost(own);
  return host && host.length <= 100 ? host : 'Unnamed app';
}

function metadataTooLong() {
  return invalidMetadata(
    `The metadata is too long: the client ID contains all of it and can have at most ${maxClientIdLength} characters. Register fewer or shorter redirect URIs.`,
  );
}
