import { isIP } from 'node:net';

const maxLength = 2_000;
/** Hosts of http URLs that development may use. */
const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * The address of something that a client publishes: https, with a path, without fragment, user name, dot segments or IP
 * address, and written in its one normal form, so that everybody reads it alike.
 * @param allowLoopback whether http on loopback will do, for development
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
    return 'must name a host, not an IP address';
  if (url.href !== text) return `must be written in its normal form, which is ${url.href}`;
  return url;
}
