import { ScimError } from '../../contract/error-forms/scim-error.ts';

export type FilterToken =
  | { readonly kind: 'word' | 'bracket'; readonly text: string; readonly at: number }
  | { readonly kind: 'value'; readonly value: string | number; readonly text: string; readonly at: number };

/** Spaces, a bracket, a JSON string, a JSON number, or a word: an attribute path, an operator, true, false or null. */
const next =
  /( +)|([()[\]])|("(?:[^"\\]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[ )\]]|$)|([A-Za-z$][\w$:.-]*|\.[A-Za-z$][\w$-]*)/y;

/** Splits a filter of RFC 7644 3.4.2.2 into its tokens. @throws ScimError invalidFilter */
export function tokensOf(text: string): readonly FilterToken[] {
  const tokens: FilterToken[] = [];
  const pattern = new RegExp(next);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw invalidFilter(`unexpected ${JSON.stringify(text.slice(at, at + 20))}`, at);
    const [, , bracket, string, number, word] = match;
    if (bracket !== undefined) tokens.push({ kind: 'bracket', text: bracket, at });
    if (string !== undefined)
      tokens.push({ kind: 'value', value: parseString(string, at), text: string, at });
    if (number !== undefined) tokens.push({ kind: 'value', value: Number(number), text: number, at });
    if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
  }
  return tokens;
}

function parseString(literal: string, at: number): string {
  try {
    const value: unknown = JSON.parse(literal);
    if (typeof value === 'string' && value.isWellFormed()) return value;
  } catch {
    // Reported below.
  }
  throw invalidFilter('this is not a JSON string', at);
}

/** @param at the position in the filter, from 0 */
export function invalidFilter(problem: string, at: number): ScimError {
  return new ScimError('invalidFilter', `The filter is not valid at character ${at + 1}: ${problem}.`);
}
