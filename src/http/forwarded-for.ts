import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const header = 'x-forwarded-for';

/**
 * Reduces X-Forwarded-For to the addresses that it names, for whatever reads it after: some proxies write a port to
 * an address (`203.0.113.5:4711`, `[2001:db8::1]:4711`), which would make each connection an address of its own. An
 * entry that is no address, such as `unknown` (RFC 7239 6.2), and all that stands before it say nothing of where a
 * request comes from: what is left names the proxy that sent it.
 */
export function normalizeForwardedFor(request: IncomingMessage): void {
  const value = request.headers[header];
  if (value === undefined) return;
  const addresses = forwardedAddresses(String(value));
  if (addresses.length === 0) delete request.headers[header];
  else request.headers[header] = addresses.join(', ');
}

/** The addresses at the end of the list, up to the last entry that is none. Empty entries do not count (RFC 9110 5.6.1). */
export function forwardedAddresses(list: string): string[] {
  const addresses: string[] = [];
  for (const entry of list.split(',').reverse()) {
    const text = entry.trim();
    if (text === '') continue;
    const address = addressOf(text);
    if (address === null) break;
    addresses.unshift(address);
  }
  return addresses;
}

/** The address of an entry, without its port; null where it names none. */
function addressOf(entry: string): string | null {
  const text = entry.replace(/^"(.*)"$/, '$1');
  if (isIP(text) !== 0) return text;
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed : null;
  return plain !== undefined && isIP(plain) === 4 ? plain : null;
}
