import { numberLocale } from './locale.ts';

/** Created on first use, because the first formatter of a page takes tens of milliseconds. */
let numbers: Intl.NumberFormat | undefined;

/** Formats a number with its noun: "1 token", "1,204 tokens", "10,000+ tokens". @param isExact false: there are more */
export function countOf(
  count: number,
  noun: string,
  plural = `${noun}s`,
  isExact?: false | undefined,
): string {
  return `${countText(count, isExact)} ${count === 1 && isExact !== false ? noun : plural}`;
}

/** Formats a number in the reader's manner: "1,204", "10,000+". @param isExact false: there are more */
export function countText(count: number, isExact?: false | undefined): string {
  numbers ??= new Intl.NumberFormat(numberLocale);
  return `${numbers.format(count)}${isExact === false ? '+' : ''}`;
}
