const directionMarks = /\p{Bidi_Control}/gu;
/** Hebrew, Arabic and the other scripts that run from right to left, by their blocks. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A text that somebody chose, for a place that takes no element (an attribute, an option, the document's title):
 * without direction marks, and isolated where it has letters that run from right to left (UAX #9, FSI and PDI).
 */
export function isolated(text: string): string {
  const plain = withoutMarks(text);
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** A text without direction marks: one that is not closed would reach beyond the element it stands in. */
export function withoutMarks(text: string): string {
  return text.replace(directionMarks, '');
}
