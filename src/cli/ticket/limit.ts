import { UsageError } from '../failure.ts';

/** Lists reach as far as the server lets them; this keeps a mistyped number from taking all day. */
const most = 100_000;

/** Parses a number of items. @throws UsageError */
export function parseLimit(text: string): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new UsageError(`--limit must be a whole number from 1 to ${most}`);
}
