import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const header = 'x-forwarded-for';

/**
 * Reduces X-Forwarded-For to the addresses in it. Some proxies add a port (`203.0.113.5:4711`,
 * `[2001:db8::1]:4711`), which would make every connection a separate address. Entries that are not
 * addresses, such as `unknown` (RFC 7239 6.2), and everything before them cannot be trusted: the remaining
 * list names the proxy that sent the request.
 */
export function normalizeForwardedFor(request: IncomingMessage): void {
  const value = request.headers[header];
  if (value === undefined) return;
  const addresses = forwardedAddresses(String(value));
  if (addresses.length === 0) delete request.headers[header];
  else request.headers[header] = addresses.join(', ');
}

/**
 * Returns the addresses after the last entry that is not an address. Ignores empty entries (RFC 9110 5.6.1).
 */
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

/** The address of an entry without its port, or null. */
function addressOf(entry: string): string | null {
  const text = entry.replace(/^"(.*)"$/, '$1');
  if (isIP(text) !== 0) return text;
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed : null;
  return plain !== undefined && isIP(plain) === 4 ? plain : null;
}
