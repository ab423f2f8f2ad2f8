import { parseStoredWord } from './words.ts';

/** The audience of an OAuth token (RFC 8707): `mcp` is valid at /mcp only, `api` at the API and /mcp. */
export const audiences = ['api', 'mcp'] as const;
export type Audience = (typeof audiences)[number];

/** Whether a token with the audience `held` is valid at the resource `requested`. */
export function audienceAllows(held: Audience, requested: Audience): boolean {
  return held === 'api' || held === requested;
}

/** Returns the audience that covers both. */
export function widerAudience(a: Audience, b: Audience): Audience {
  return a === 'api' || b === 'api' ? 'api' : 'mcp';
}

/** Parses a stored audience. @throws Error for an unknown word */
export function parseAudience(text: string): Audience {
  return parseStoredWord(audiences, text);
}
