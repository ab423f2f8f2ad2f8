import { SpedyError } from '../../contract/errors.ts';
import { OAuthError } from '../../contract/oauth-error.ts';
import { parseName } from '../../contract/text.ts';
import { maxRedirectUris, redirectProblem } from '../protocol/redirect-uris.ts';

/** Unvalidated client metadata, from a registration or a metadata document. */
export type RawMetadata = Readonly<Record<string, unknown>>;

/** Maximum length of a client name, in code points. */
const nameLength = 100;
const addressLength = 2_000;

/** Returns the metadata in a parsed JSON body. @throws OAuthError invalid_client_metadata if it is not an object */
export function parseMetadata(value: unknown): RawMetadata {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw invalidMetadata('the metadata must be a JSON object (RFC 7591 2)');
}

/**
 * Returns client_name (RFC 7591 2): 1 to 100 code points after trimming, at least one of them visible, no control
 * characters or direction marks; null if it is missing.
 * @throws OAuthError invalid_client_metadata
 */
export function parseClientName(metadata: RawMetadata): string | null {
  const text = parseText(metadata, 'client_name');
  if (text === null) return null;
  try {
    return parseName('client_name', text, nameLength);
  } catch (error) {
    if (error instanceof SpedyError) throw invalidMetadata(error.message);
    throw error;
  }
}

/**
 * Returns a web URL such as client_uri: https, or http on loopback for development. Null if it is missing or empty, as
 * some clients send it.
 * @throws OAuthError invalid_client_metadata
 */
export function parseWebAddress(metadata: RawMetadata, field: 'client_uri' | 'logo_uri'): string | null {
  const text = parseText(metadata, field);
  if (text === null || text === '') return null;
  const url = URL.parse(text);
  const isValid =
    url !== null &&
    text.length <= addressLength &&
    /^[\x21-\x7e]+$/.test(text) &&
    /^https:\/\/[^/]|^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)([:/?#]|$)/i.test(text) &&
    url.username + url.password === '';
  if (isValid) return text;
  throw invalidMetadata(
    `${field}: must be an https URL of at most ${addressLength} characters (http on loopback, for development)`,
  );
}

/**
 * Returns redirect_uris (RFC 7591 2) in their order, without duplicates.
 * @param isPublic whether the client has no secret
 * @throws OAuthError invalid_redirect_uri
 */
export function parseRedirectUris(metadata: RawMetadata, isPublic: boolean): string[] {
  const value = metadata.redirect_uris ?? [];
  if (!isTexts(value)) throw invalidRedirect('redirect_uris: must be an array of URIs');
  const uris = [...new Set(value)];
  if (uris.length > maxRedirectUris)
    throw invalidRedirect(
      `redirect_uris: must have at most ${maxRedirectUris} entries; there are ${uris.length}`,
    );
  for (const [index, uri] of uris.entries()) {
    const problem = redirectProblem(uri, isPublic);
    if (problem) throw invalidRedirect(`redirect_uris[${index}]: ${problem}`);
  }
  return uris;
}

/** Returns a string field; null if it is missing. @throws OAuthError invalid_client_metadata */
export function parseText(metadata: RawMetadata, field: string): string | null {
  const value = metadata[field] ?? null;
  if (value === null || typeof value === 'string') return value;
  throw invalidMetadata(`${field}: must be a string`);
}

/** Returns a field with an array of strings; null if it is missing. @throws OAuthError invalid_client_metadata */
export function parseTexts(metadata: RawMetadata, field: string): readonly string[] | null {
  const value = metadata[field] ?? null;
  if (value === null || isTexts(value)) return value;
  throw invalidMetadata(`${field}: must be an array of strings`);
}

/** Creates the error for invalid metadata (RFC 7591 3.2.2). */
export function invalidMetadata(message: string): OAuthError {
  return new OAuthError('invalid_client_metadata', message);
}

/** Creates the error for an invalid redirect URI (RFC 7591 3.2.2). */
export function invalidRedirect(message: string): OAuthError {
  return new OAuthError('invalid_redirect_uri', message);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
