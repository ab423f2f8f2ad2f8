import { BlockList, isIP } from 'node:net';
import { availableParallelism } from 'node:os';

/** Returns a parser of whole numbers within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number | null {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : null;
  };
}

/** Returns a parser of two words, the one for false first. */
export function oneOfTwo([no, yes]: readonly [string, string]): (text: string) => boolean | null {
  return (text) => (text === yes || text === no ? text === yes : null);
}

/** Returns a parser of some words. */
export function oneOf(words: readonly string[]): (text: string) => string | null {
  return (text) => (words.includes(text) ? text : null);
}

/** Maximum number of worker processes. */
export const mostWorkers = 64;

/** `auto` is what this process may use: its CPUs, or the quota of its container. */
export function parseWorkers(text: string): number | null {
  return text === 'auto' ? Math.min(mostWorkers, availableParallelism()) : wholeNumber(1, mostWorkers)(text);
}

/** What parseHost expects. */
export const hostExpected = 'an address or a host name, without http:// and without a port, such as 0.0.0.0';

/** An address or a host name to listen on, without scheme, port and path. */
export function parseHost(text: string): string | null {
  return isIP(text) !== 0 || /^[^\s:/?#@[\]%]{1,253}$/.test(text) ? text : null;
}

/** An http or https origin with a host name. */
export function parseBaseUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isOrigin = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  const hasHostName = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 && url.hostname !== '';
  return isOrigin && hasHostName && /^https?:$/.test(url.protocol) ? url : null;
}

/** Addresses and CIDR blocks, separated by commas. */
export function parseAddresses(text: string): string[] | null {
  const entries = splitList(text);
  return entries.every(isAddressBlock) ? entries : null;
}

/** Origins, separated by commas. */
export function parseOrigins(text: string): string[] | null {
  const entries = splitList(text);
  const isOrigin = (entry: string) => URL.canParse(entry) && new URL(entry).origin === entry;
  return entries.every(isOrigin) ? entries : null;
}

/** Keys of 32 bytes in base64, separated by commas, each once. */
export function parseSecretKeys(text: string): string[] | null {
  const keys = splitList(text);
  return keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key)) ? [...new Set(keys)] : null;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function isAddressBlock(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}
