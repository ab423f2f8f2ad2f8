import { isIP } from 'node:net';

const maxLength = 2_000;
/** Hosts allowed for http URLs in development. */
const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Validates the URL of a file that a client publishes: https, with a path, without fragment, user name, dot segments or
 * IP address, and in normal form, so that all programs parse it alike.
 * @param allowLoopback whether http on loopback is allowed, for development
 * @returns the URL, or what is wrong with it, as the end of a sentence
 */
export function checkRemoteUrl(text: string, allowLoopback: boolean): URL | string {
  const url = text.length > maxLength ? null : URL.parse(text);
  if (!url) return `must be a URL of at most ${maxLength} characters`;
  const isDevelopment = allowLoopback && url.protocol === 'http:' && loopbackHosts.includes(url.hostname);
  if (url.protocol !== 'https:' && !isDevelopment) return 'must be an https URL';
  if (url.username !== '' || url.password !== '') return 'must not have a user name or password';
  if (text.includes('#')) return 'must not have a fragment';
  if (url.pathname === '/') return 'must have a path, as in https://app.example.com/client.json';
  if (!isDevelopment && (isIP(url.hostname) !== 0 || url.hostname.startsWith('[')))
    return 'must have a host name, not an IP address';
  if (url.href !== text) return `must be in its normal form, ${url.href}`;
  return url;
}
