import { OAuthError } from '../../contract/oauth-error.ts';
import type { Client, ClientKind } from './client.ts';
import { invalidMetadata, parseTexts, type RawMetadata } from './client-metadata.ts';

/** What clients and their registration need to know of a grant type. */
export type GrantTypeDefinition = {
  /** As clients write it. */
  readonly name: string;
  /** The endpoint where an authorization starts; null if the grant type only continues one. */
  readonly startsAt: 'authorize' | 'device' | 'token' | null;
  /** The clients that have it without listing it. */
  readonly defaultFor: readonly ClientKind[];
};

/** What older versions stored: a flag for the last of these. */
const olderGrantTypes = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
];

/** Returns the grant types of a client stored by an older version. */
export function olderGrantTypesOf(hasDeviceCode: boolean): ReadonlySet<string> {
  return new Set(hasDeviceCode ? olderGrantTypes : olderGrantTypes.slice(0, 2));
}

/** Returns the names that the server supports, in its order. */
export function knownGrantTypes(
  grantTypes: readonly GrantTypeDefinition[],
  names: readonly string[],
): ReadonlySet<string> {
  return new Set(grantTypes.map(({ name }) => name).filter((name) => names.includes(name)));
}

/**
 * Returns the grant types that a client registers. Unsupported ones are left out (RFC 7591 2.1, 3.2.1).
 * @param grantTypes of the server
 * @throws OAuthError invalid_client_metadata if none of them can start an authorization, or response_types contradicts
 * them
 */
export function parseGrantTypes(
  metadata: RawMetadata,
  grantTypes: readonly GrantTypeDefinition[],
  kind: ClientKind,
): readonly GrantTypeDefinition[] {
  const named = parseTexts(metadata, 'grant_types');
  const chosen = grantTypes.filter(({ name, defaultFor }) =>
    named ? named.includes(name) : defaultFor.includes(kind),
  );
  if (!chosen.some(canStart))
    throw invalidMetadata(`grant_types: must include ${namesOf(grantTypes.filter(canStart)).join(' or ')}`);
  const redirecting = findRedirecting(chosen);
  const responses = parseTexts(metadata, 'response_types') ?? ['code'];
  if (redirecting && !responses.includes('code'))
    throw invalidMetadata(
      `response_types: must include code, the only supported one, for ${redirecting.name}`,
    );
  return chosen;
}

/** Returns the names of grant types, in their order. */
export function namesOf(grantTypes: readonly GrantTypeDefinition[]): readonly string[] {
  return grantTypes.map(({ name }) => name);
}

/** Returns the grant type that needs a redirect URI, if it is among these. */
export function findRedirecting(grantTypes: readonly GrantTypeDefinition[]): GrantTypeDefinition | undefined {
  return grantTypes.find(({ startsAt }) => startsAt === 'authorize');
}

function canStart({ startsAt }: GrantTypeDefinition): boolean {
  return startsAt !== null;
}

/** @throws OAuthError unauthorized_client (RFC 6749 4.1.2.1, 5.2) if the client does not have the grant type */
export function requireGrantType(client: Client, name: string): void {
  if (client.grantTypes.has(name)) return;
  throw new OAuthError(
    'unauthorized_client',
    `the client cannot use the grant type ${name}: its grant_types are ${[...client.grantTypes].join(', ')}`,
  );
}

/**
 * Requires a client to have the grant type that starts at an endpoint.
 * @param grantTypes of the server
 * @throws OAuthError unauthorized_client
 */
export function requireGrantTypeAt(
  client: Client,
  grantTypes: readonly GrantTypeDefinition[],
  endpoint: 'authorize' | 'device',
): void {
  const starting = grantTypes.find(({ startsAt }) => startsAt === endpoint);
  requireGrantType(client, starting?.name ?? `that starts at ${endpoint}`);
}
