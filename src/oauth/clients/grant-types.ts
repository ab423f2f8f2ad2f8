import { OAuthError } from '../../contract/oauth-error.ts';
import { type Client, deviceGrantType, type GrantTypeName, grantTypes } from './client.ts';
import { invalidMetadata, parseTexts, type RawMetadata } from './client-metadata.ts';

/** Returns the grant types of a client stored by an older version, which had only a flag for the device grant. */
export function grantTypesOf(deviceGrant: boolean): readonly GrantTypeName[] {
  return grantTypes.filter((type) => deviceGrant || type !== deviceGrantType);
}

/** Returns the names that are supported grant types, in canonical order. */
export function knownGrantTypes(names: readonly string[]): readonly GrantTypeName[] {
  return grantTypes.filter((type) => names.includes(type));
}

/**
 * Returns the grant types that a client registers. Unsupported ones are left out (RFC 7591 2.1, 3.2.1).
 * @param byDefault for a client that names none
 * @throws OAuthError invalid_client_metadata if none of them can start an authorization, or response_types contradicts
 * them
 */
export function parseGrantTypes(
  metadata: RawMetadata,
  byDefault: readonly GrantTypeName[],
): readonly GrantTypeName[] {
  const grants = knownGrantTypes(parseTexts(metadata, 'grant_types') ?? byDefault);
  if (!grants.some((type) => type !== 'refresh_token'))
    throw invalidMetadata(`grant_types: must include authorization_code or ${deviceGrantType}`);
  const responses = parseTexts(metadata, 'response_types') ?? ['code'];
  if (grants.includes('authorization_code') && !responses.includes('code'))
    throw invalidMetadata(
      'response_types: must include code, the only supported one, for authorization_code',
    );
  return grants;
}

/** @throws OAuthError unauthorized_client (RFC 6749 4.1.2.1, 5.2) if the client does not have the grant type */
export function requireGrantType(client: Client, grantType: GrantTypeName): void {
  if (client.grantTypes.includes(grantType)) return;
  throw new OAuthError(
    'unauthorized_client',
    `the client cannot use the grant type ${grantType}: its grant_types are ${client.grantTypes.join(', ')}`,
  );
}
