/** What a message says, without its form. Every text is plain, and may contain any character of a name. */
export type Content = {
  readonly organization: string;
  readonly subject: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Facts, such as a time and an address, as lines with labels. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
  /** The one link. */
  readonly action?: { readonly label: string; readonly url: string };
  /** What to do if something is wrong. */
  readonly advice?: readonly string[];
  /** Why this person gets the message. */
  readonly reason: string;
};

const directionMarks = /\p{Bidi_Control}/gu;
/** The Unicode blocks of Hebrew, Arabic and other right-to-left scripts. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const breaks = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * Prepares a name for a sentence: in one line, without direction marks, and isolated if it has right-to-left letters
 * (UAX #9), so that it cannot rearrange or add to the text around it.
 */
export function named(text: string): string {
  const plain = text.replace(breaks, ' ').replace(directionMarks, '').trim();
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

const form = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** Formats a time, in UTC, because the reader's zone is not known. @param at milliseconds since the epoch */
export function timeOf(at: number): string {
  return `${form.format(at)} UTC`;
}
