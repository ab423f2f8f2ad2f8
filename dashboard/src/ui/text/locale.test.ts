import { describe, expect, it } from 'vitest';
import { dateLocaleOf, numberLocaleOf } from './locale.ts';

const instant = Date.UTC(2026, 2, 15, 15, 30);

describe('the locales of a reader', () => {
  it.each([
    ['en-US', '1,204', 'March 15, 2026 at 3:30 PM'],
    ['en-GB', '1,204', '15 March 2026 at 15:30'],
    ['de', '1.204', '15 March 2026 at 15:30'],
    ['de-CH', "1'204", '15 March 2026 at 15:30'],
    ['pt-BR', '1.204', '15 March 2026 at 15:30'],
    ['ar-EG', '1,204', '15 March 2026 at 3:30 pm'],
    ['not a language', '1,204', '15 March 2026 at 3:30 pm'],
  ])('write for %j a number as %s, a time as %s', (language, number, time) => {
    expect(new Intl.NumberFormat(numberLocaleOf(language)).format(1204)).toBe(number);
    const style = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
    const text = new Intl.DateTimeFormat(dateLocaleOf(language), style).format(instant);
    expect(text.replaceAll(/\s/g, ' ')).toBe(time);
  });
});
