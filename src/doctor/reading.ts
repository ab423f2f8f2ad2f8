import type { Answer } from './probe.ts';

/** Most characters of a text from outside that are quoted. */
const longestQuote = 160;

/** A text from outside as it may be shown: in one line, short, without control characters. */
export function quote(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > longestQuote ? `${characters.slice(0, longestQuote).join('')}…` : line;
}

/** The body as a JSON object, or null. */
export function objectOf({ text }: Answer): Readonly<Record<string, unknown>> | null {
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

/** A text, or null where there is none. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The texts of a list; empty where it is none. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Status and media type: what every answer has. */
export function summaryOf({ status, headers }: Answer): string {
  const type = headers['content-type'];
  return type === undefined ? `HTTP ${status}` : `HTTP ${status}, ${quote(type)}`;
}

export function isHtml({ headers, text }: Answer): boolean {
  return /\bhtml\b/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)\b/i.test(text);
}

export function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** The address of a URL without what follows its path: a query may hold what is nobody's business. */
export function withoutQuery(address: string): string {
  return quote(address.replace(/[?#].*$/s, ''));
}

/** A parameter of a WWW-Authenticate challenge (RFC 9110 11.6.1), or null. */
export function challengeParameter(challenge: string, name: string): string | null {
  const match = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+))`, 'i').exec(
    challenge,
  );
  return match ? (match[1] ?? match[2] ?? '').replaceAll(/\\(.)/g, '$1') : null;
}
