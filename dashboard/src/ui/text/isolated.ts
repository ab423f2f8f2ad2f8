const directionMarks = /\p{Bidi_Control}/gu;
/** The Unicode blocks of Hebrew, Arabic and other right-to-left scripts. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Prepares a user-supplied text for a place that takes no element (an attribute, an option, the document's
 * title). Removes direction marks, and isolates texts with right-to-left letters (UAX #9, FSI and PDI).
 */
export function isolated(text: string): string {
  const plain = withoutMarks(text);
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** Removes direction marks, because an unclosed one would affect text outside its element. */
export function withoutMarks(text: string): string {
  return text.replace(directionMarks, '');
}
