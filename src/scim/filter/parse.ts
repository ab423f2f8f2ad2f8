import { ScimError } from '../../contract/error-forms/scim-error.ts';
import { maxFilterLength, userSchema } from '../protocol/constants.ts';
import { type FilterToken, invalidFilter, tokensOf } from './tokens.ts';

const comparisons = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof comparisons)[number];
export type FilterValue = string | number | boolean | null;

/** A filter of RFC 7644 3.4.2.2. Paths are in lower case, without the URN of the User schema. */
export type Filter =
  | { readonly op: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter }
  | { readonly op: 'pr'; readonly path: string }
  | { readonly op: Comparison; readonly path: string; readonly value: FilterValue }
  | { readonly op: 'of'; readonly path: string; readonly filter: Filter };

/** Limits of one filter. A filter of an identity provider has one to three terms. */
const maxTerms = 50;
const maxDepth = 20;

/** Parses a filter. @throws ScimError invalidFilter with the position of the problem */
export function parseFilter(text: string): Filter {
  if (text.length > maxFilterLength)
    throw new ScimError('invalidFilter', `The filter is longer than ${maxFilterLength} characters.`);
  const parser = new FilterParser(text);
  const filter = parser.filter();
  parser.end();
  return filter;
}

/** The path of a PATCH operation (RFC 7644 3.5.2): `attribute[filter].sub`, each part in lower case. */
export type PatchPath = {
  readonly attribute: string;
  readonly filter: Filter | null;
  readonly sub: string | null;
};

/** Parses the path of a PATCH operation. @throws ScimError invalidPath */
export function parsePatchPath(text: string): PatchPath {
  try {
    if (text.length > maxFilterLength) throw new ScimError('invalidFilter', 'it is too long');
    const parser = new FilterParser(text);
    const path = parser.patchPath();
    parser.end();
    return path;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const shown = JSON.stringify(text.slice(0, 100));
    throw new ScimError('invalidPath', `The path ${shown} is not valid: ${error.message}`);
  }
}

/** Returns a path in lower case, without the URN of the User schema. */
export function normalPath(text: string): string {
  const path = text.toLowerCase();
  const prefix = `${userSchema.toLowerCase()}:`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** `not` binds most, then `and`, then `or` (RFC 7644 3.4.2.2). */
class FilterParser {
  readonly #tokens: readonly FilterToken[];
  readonly #length: number;
  #index = 0;
  #terms = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
    this.#length = text.length;
  }

  filter(): Filter {
    return this.#list('or', () => this.#list('and', () => this.#term()));
  }

  end(): void {
    const token = this.#tokens[this.#index];
    if (token) throw invalidFilter(`unexpected ${JSON.stringify(token.text.slice(0, 50))}`, token.at);
  }

  patchPath(): PatchPath {
    const path = this.#path('an attribute');
    if (!this.#take('[')) {
      const { attribute, sub } = splitPath(path);
      return { attribute, filter: null, sub };
    }
    const filter = this.filter();
    this.#require(']');
    const after = this.#tokens[this.#index];
    if (after?.kind !== 'word' || !after.text.startsWith('.')) return { attribute: path, filter, sub: null };
    this.#index += 1;
    return { attribute: path, filter, sub: after.text.slice(1).toLowerCase() };
  }

  #list(op: 'and' | 'or', item: () => Filter): Filter {
    const first = item();
    const filters = [first];
    while (this.#takeWord(op)) filters.push(item());
    return filters.length === 1 ? first : { op, filters };
  }

  #term(): Filter {
    this.#terms += 1;
    this.#depth += 1;
    if (this.#terms > maxTerms) throw invalidFilter(`it has more than ${maxTerms} terms`, this.#at());
    if (this.#depth > maxDepth) throw invalidFilter(`it is nested deeper than ${maxDepth}`, this.#at());
    const term = this.#nested() ?? this.#comparison();
    this.#depth -= 1;
    return term;
  }

  /** A group, or `not` and a group. */
  #nested(): Filter | null {
    const isNot = this.#tokens[this.#index + 1]?.text === '(' && this.#takeWord('not');
    if (!isNot && this.#tokens[this.#index]?.text !== '(') return null;
    this.#require('(');
    const filter = this.filter();
    this.#require(')');
    return isNot ? { op: 'not', filter } : filter;
  }

  #comparison(): Filter {
    const path = this.#path('an attribute, "not (" or "("');
    if (this.#take('[')) {
      const filter = this.filter();
      this.#require(']');
      return { op: 'of', path, filter };
    }
    if (this.#takeWord('pr')) return { op: 'pr', path };
    const op = comparisons.find((comparison) => this.#takeWord(comparison));
    if (!op) throw invalidFilter(`expected pr, ${comparisons.join(', ')}`, this.#at());
    return { op, path, value: this.#value() };
  }

  #path(expected: string): string {
    const token = this.#tokens[this.#index];
    if (token?.kind !== 'word' || token.text.startsWith('.'))
      throw invalidFilter(`expected ${expected}`, this.#at());
    this.#index += 1;
    return normalPath(token.text);
  }

  #value(): FilterValue {
    const token = this.#tokens[this.#index];
    this.#index += 1;
    if (token?.kind === 'value') return token.value;
    if (token?.text === 'true') return true;
    if (token?.text === 'false') return false;
    if (token?.text === 'null') return null;
    throw invalidFilter(
      'expected a value: a JSON string, a number, true, false or null',
      token?.at ?? this.#length,
    );
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#index];
    if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.#index += 1;
    return true;
  }

  #take(bracket: string): boolean {
    const token = this.#tokens[this.#index];
    if (token?.kind !== 'bracket' || token.text !== bracket) return false;
    this.#index += 1;
    return true;
  }

  #require(bracket: string): void {
    if (!this.#take(bracket)) throw invalidFilter(`expected "${bracket}"`, this.#at());
  }

  #at(): number {
    return this.#tokens[this.#index]?.at ?? this.#length;
  }
}

/** Splits `name.familyName`. URNs contain dots too, so only their last part counts. */
function splitPath(path: string): { attribute: string; sub: string | null } {
  const start = path.lastIndexOf(':') + 1;
  const dot = path.indexOf('.', start);
  // The version in a URN, as in `…:core:2.0:User`, has a dot before the last colon or is no attribute.
  return dot === -1
    ? { attribute: path, sub: null }
    : { attribute: path.slice(0, dot), sub: path.slice(dot + 1) };
}
