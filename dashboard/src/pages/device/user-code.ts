/** Letters of a user code. */
const length = 8;

/**
 * A device's code as it is typed, in the form that devices show: capitals with a dash in the middle. What is no letter
 * or digit is left out, and so is what comes after the eighth.
 */
export function formatUserCode(typed: string): string {
  const code = lettersOf(typed).slice(0, length);
  return code.length > length / 2 ? `${code.slice(0, length / 2)}-${code.slice(length / 2)}` : code;
}

/** Whether a code has all its letters. */
export function isWholeUserCode(code: string): boolean {
  return lettersOf(code).length === length;
}

/** Where the caret stands in the formatted code, when it stood at `caret` in what was typed. */
export function caretIn(formatted: string, typed: string, caret: number): number {
  const before = lettersOf(typed.slice(0, caret)).length;
  const isBehindDash = before > length / 2 && formatted.length > length / 2;
  return Math.min(formatted.length, before + (isBehindDash ? 1 : 0));
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
}
