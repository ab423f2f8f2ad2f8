/**
 * Parts of JSON that comes from a file or a server. Written by hand: loading a schema library takes longer than all the
 * rest of a command.
 */

/** JSON that does not have the expected form. The message names the field, without its value. */
export class UnexpectedForm extends Error {
  override readonly name = 'UnexpectedForm';
}

export type Fields = Readonly<Record<string, unknown>>;

/** @throws UnexpectedForm */
export function parseObject(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new UnexpectedForm(`${what} is not an object`);
}

/** @throws UnexpectedForm */
export function parseList<Item>(value: unknown, what: string, parse: (item: unknown) => Item): Item[] {
  if (Array.isArray(value)) return value.map((item) => parse(item));
  throw new UnexpectedForm(`${what} is not a list`);
}

/** @throws UnexpectedForm */
export function parseString(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new UnexpectedForm(`${what} is not a text`);
}

/** @throws UnexpectedForm */
export function parseStringOrNull(value: unknown, what: string): string | null {
  return value === null || value === undefined ? null : parseString(value, what);
}

/** Parses a time of RFC 3339. Returns milliseconds since the epoch. @throws UnexpectedForm */
export function parseTime(value: unknown, what: string): number {
  const time = Date.parse(parseString(value, what));
  if (Number.isFinite(time)) return time;
  throw new UnexpectedForm(`${what} is not a time`);
}
