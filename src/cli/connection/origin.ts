import { isLocalhost } from '../../doctor/probe.ts';
import { UsageError } from '../failure.ts';

/**
 * Parses the host of an organization as people type it: `acme-corp.example`, `acme-corp.localhost:3000`, or its whole
 * address. Without a scheme it is https, on this machine http.
 * @throws UsageError also for http to another machine, where everyone on the way could read the credential
 */
export function parseHost(text: string): URL {
  const typed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  const isPlain =
    url !== null && !url.username && !url.password && url.pathname === '/' && !url.search && !url.hash;
  if (!isPlain || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new UsageError(
      "the host must be your organization's address, such as acme-corp.example or https://acme-corp.example",
    );
  const isHere = isThisMachine(url.hostname);
  if (url.protocol === 'http:' && !isHere)
    throw new UsageError(
      `http://${url.host} is not encrypted, so others could read your credentials: use https://${url.host}`,
    );
  if (isHere && !/^https:\/\//i.test(typed)) return new URL(`http://${url.host}`);
  return url;
}

/** The host as commands show it and accept it: without the scheme that it has by default. */
export function hostOf(origin: URL | string): string {
  const { protocol, host, hostname } = new URL(origin);
  const isDefault = protocol === (isThisMachine(hostname) ? 'http:' : 'https:');
  return isDefault ? host : `${protocol}//${host}`;
}

/** Whether a name is this machine's own, whose connections nobody else reads. */
export function isThisMachine(hostname: string): boolean {
  return isLocalhost(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]';
}
