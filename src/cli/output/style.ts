import { styleText } from 'node:util';
import type { Terminal } from '../terminal.ts';

/** Whether standard output shows styles: a terminal, unless NO_COLOR is set (no-color.org). */
function hasStyles({ env, stdout }: Terminal): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

export function bold(terminal: Terminal, text: string): string {
  return hasStyles(terminal) ? styleText('bold', text, { validateStream: false }) : text;
}

export function dim(terminal: Terminal, text: string): string {
  return hasStyles(terminal) ? styleText('dim', text, { validateStream: false }) : text;
}
