import { OAuthError } from '../../http/oauth-error.ts';
import { type Client, deviceGrantType, type GrantTypeName, grantTypes } from './client.ts';
import { invalidMetadata, parseTexts, type RawMetadata } from './client-metadata.ts';

/** What a client that was stored before grant types were one set could use: a flag for devices beside the rest. */
export function grantTypesOf(deviceGrant: boolean): readonly GrantTypeName[] {
  return grantTypes.filter((type) => deviceGrant || type !== deviceGrantType);
}

/** Those of some texts that are grant types, in canonical order. */
export function knownGrantTypes(names: readonly string[]): readonly GrantTypeName[] {
  return grantTypes.filter((type) => names.includes(type));
}

/**
 * The grant types that a client registers. Those that this server does not have are left out (RFC 7591 2.1, 3.2.1).
 * @param byDefault what a client gets that names none
 * @throws OAuthError invalid_client_metadata where none of them can begin an authorization, or where response_types
 * contradicts them
 */
export function parseGrantTypes(
  metadata: RawMetadata,
  byDefault: readonly GrantTypeName[],
): readonly GrantTypeName[] {
  const grants = knownGrantTypes(parseTexts(metadata, 'grant_types') ?? byDefault);
  if (!grants.some((type) => type !== 'refresh_token'))
    throw invalidMetadata(`grant_types: must have authorization_code or ${deviceGrantType}`);
  const responses = parseTexts(metadata, 'response_types') ?? ['code'];
  if (grants.includes('authorization_code') && !responses.includes('code'))
    throw invalidMetadata('response_types: must have code, the only one there is, for authorization_code');
  return grants;
}

/** @throws OAuthError unauthorized_client (RFC 6749 4.1.2.1, 5.2) where the client may not use the grant type */
export function requireGrantType(client: Client, grantType: GrantTypeName): void {
  if (client.grantTypes.includes(grantType)) return;
  throw new OAuthError(
    'unauthorized_client',
    `the client may not use the grant type ${grantType}: its grant_types are ${client.grantTypes.join(', ')}`,
  );
}
