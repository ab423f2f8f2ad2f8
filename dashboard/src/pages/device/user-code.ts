/** Letters of a user code. */
const length = 8;

/**
 * Formats a code as devices show it: capitals with a dash in the middle. Drops other characters, and
 * everything after the eighth letter.
 */
export function formatUserCode(typed: string): string {
  const code = lettersOf(typed).slice(0, length);
  return code.length > length / 2 ? `${code.slice(0, length / 2)}-${code.slice(length / 2)}` : code;
}

/** Whether a code is complete. */
export function isWholeUserCode(code: string): boolean {
  return lettersOf(code).length === length;
}

/** Returns the caret's position in the formatted code, given its position in the typed text. */
export function caretIn(formatted: string, typed: string, caret: number): number {
  const before = lettersOf(typed.slice(0, caret)).length;
  const isBehindDash = before > length / 2 && formatted.length > length / 2;
  return Math.min(formatted.length, before + (isBehindDash ? 1 : 0));
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
}
