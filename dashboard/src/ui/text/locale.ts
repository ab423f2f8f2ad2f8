/**
 * Returns the locale of a reader's dates and times: English, like the pages, in the manner of the reader's region and with
 * its clock. A reader of "de" gets "15 March 2026" and 24 hours, one of "en-US" gets "March 15, 2026" and 12.
 * @param language of the reader, as a BCP 47 tag
 */
export function dateLocaleOf(language: string): string {
  try {
    const { region } = new Intl.Locale(language).maximize();
    const locale = `en-${region}`;
    // Without data of the region, browsers fall back to the manner of the United States.
    if (region === 'US' || new Intl.DateTimeFormat(locale).resolvedOptions().locale === locale) return locale;
    const { hourCycle } = new Intl.DateTimeFormat(language, { hour: 'numeric' }).resolvedOptions();
    return `en-001-u-hc-${hourCycle}`;
  } catch {
    return 'en-001';
  }
}

/** Returns the locale of a reader's numbers: with the reader's separators, and the digits of the pages. */
export function numberLocaleOf(language: string): string {
  try {
    return new Intl.Locale(language, { numberingSystem: 'latn' }).toString();
  } catch {
    return 'en-001';
  }
}

/** The locales of this reader. */
export const dateLocale = dateLocaleOf(navigator.language);
export const numberLocale = numberLocaleOf(navigator.language);
