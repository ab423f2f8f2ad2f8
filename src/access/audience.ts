/** What an OAuth token is for (RFC 8707): `mcp` opens /mcp only, `api` the API and /mcp. */
export const audiences = ['api', 'mcp'] as const;
export type Audience = (typeof audiences)[number];

/** Whether a token for `held` is good at a resource that is `asked`. */
export function audienceAllows(held: Audience, asked: Audience): boolean {
  return held === 'api' || held === asked;
}

/** The audience that covers both. */
export function widerAudience(a: Audience, b: Audience): Audience {
  return a === 'api' || b === 'api' ? 'api' : 'mcp';
}

/**
 * An audience as stored, read back.
 * @throws Error on a word that this program does not know: better a refused request than a guess about access
 */
export function parseAudience(text: string): Audience {
  const known = audiences.find((audience) => audience === text);
  if (!known) throw new Error(`an OAuth value has the unknown audience ${text}`);
  return known;
}
