import type { ProbeResponse } from './probe.ts';

/** Maximum length of a quoted text. */
const longestQuote = 160;

/** Makes a text from outside safe to show: one short line without control characters. */
export function quote(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > longestQuote ? `${characters.slice(0, longestQuote).join('')}…` : line;
}

/** Parses the body as a JSON object, or returns null. */
export function objectOf({ text }: ProbeResponse): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a non-empty string, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Returns the strings of a list; empty if it is not a list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Returns status and media type. */
export function summaryOf({ status, headers }: ProbeResponse): string {
  const type = headers['content-type'];
  return type === undefined ? `HTTP ${status}` : `HTTP ${status}, ${quote(type)}`;
}

export function isHtml({ headers, text }: ProbeResponse): boolean {
  return /\bhtml\b/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)\b/i.test(text);
}

export function isRedirect({ status }: ProbeResponse): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** Removes the query of a URL, which may contain secrets. */
export function withoutQuery(address: string): string {
  return quote(address.replace(/[?#].*$/s, ''));
}

/** Returns a parameter of a WWW-Authenticate challenge (RFC 9110 11.6.1), or null. */
export function challengeParameter(challenge: string, name: string): string | null {
  const match = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+))`, 'i').exec(
    challenge,
  );
  return match ? (match[1] ?? match[2] ?? '').replaceAll(/\\(.)/g, '$1') : null;
}
