import { OAuthError } from '../../../http/oauth-error.ts';
import type { Client } from '../client.ts';
import { parseText, parseTexts, type RawMetadata } from '../client-metadata.ts';
import { documentProblem } from '../client-problem.ts';
import { parseClientKeys } from './client-keys.ts';

export type Authentication = Pick<Client, 'authMethod' | 'keys' | 'alsoPublic'>;

/** Whether a client may come without a proof of who it is. */
export function isPublic({ authMethod, alsoPublic }: Authentication): boolean {
  return authMethod === 'none' || alsoPublic === true;
}

/**
 * How a client with a document shows who it is: by its keys, or not at all. A document that lists several methods in
 * `token_endpoint_auth_methods_supported` (OpenID Connect Relying Party Metadata Choices) lets its client take any of
 * those that the server has; one whose keys cannot be used falls back to `none` where `none` is among them.
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
    'its token_endpoint_auth_method must be none or private_key_jwt: a client with a document can share no secret',
  );
}
