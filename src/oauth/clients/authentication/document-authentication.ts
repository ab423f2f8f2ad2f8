import { OAuthError } from '../../../contract/oauth-error.ts';
import type { Client } from '../client.ts';
import { parseText, parseTexts, type RawMetadata } from '../client-metadata.ts';
import { documentProblem } from '../client-problem.ts';
import { parseClientKeys } from './client-keys.ts';

export type Authentication = Pick<Client, 'authMethod' | 'keys' | 'alsoPublic'>;

/** Returns whether a client can use `none`. */
export function isPublic({ authMethod, alsoPublic }: Authentication): boolean {
  return authMethod === 'none' || alsoPublic === true;
}

/**
 * Returns how a client with a metadata document authenticates: with its keys, or not at all. A document can list several
 * methods in `token_endpoint_auth_methods_supported` (OpenID Connect Relying Party Metadata Choices). If its keys cannot
 * be used, the client falls back to `none` if listed.
 * @throws ClientProblem; OAuthError invalid_client_metadata
 */
export function parseDocumentAuthentication(metadata: RawMetadata, allowLoopback: boolean): Authentication {
  const named = parseText(metadata, 'token_endpoint_auth_method');
  const listed = parseTexts(metadata, 'token_endpoint_auth_methods_supported') ?? [];
  const methods = new Set([...(named === null && listed.length > 0 ? [] : [named ?? 'none']), ...listed]);
  const alsoPublic = methods.has('none');
  if (methods.has('private_key_jwt')) {
    try {
      const keys = parseClientKeys(metadata, allowLoopback);
      return { authMethod: 'private_key_jwt', keys, ...(alsoPublic ? { alsoPublic } : {}) };
    } catch (error) {
      if (!(error instanceof OAuthError) || !alsoPublic) throw error;
    }
  }
  if (alsoPublic) return { authMethod: 'none' };
  throw documentProblem(
    'its token_endpoint_auth_method must be none or private_key_jwt: a client with a document cannot have a secret',
  );
}
