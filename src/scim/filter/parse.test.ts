import fc from 'fast-check';
import { parse as parseWithOracle } from 'scim2-parse-filter';
import { describe, expect, it } from 'vitest';
import { ScimError } from '../../contract/error-forms/scim-error.ts';
import { type Filter, type FilterValue, parseFilter, parsePatchPath } from './parse.ts';

const path = fc
  .stringMatching(/^[a-z][a-z0-9]{0,8}(\.[a-z]{1,5})?$/)
  .filter((word) => !/^(not|and|or|pr)$/.test(word));
const comparison = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
// The other parser does not unescape backslashes and some other characters.
const text = fc.stringMatching(/^[ -!#-[\]-~äß€]{0,12}$/);
const value: fc.Arbitrary<FilterValue> = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null));

const { filter } = fc.letrec<{ filter: Filter; term: Filter }>((tie) => ({
  term: fc.oneof(
    fc.record({ op: fc.constant('pr' as const), path }),
    fc.record({ op: comparison, path, value }) as fc.Arbitrary<Filter>,
    fc.record({ op: comparison, path, value }) as fc.Arbitrary<Filter>,
  ),
  filter: fc.oneof(
    { maxDepth: 4 },
    tie('term'),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), filter: tie('filter') }),
    fc.record({ op: fc.constant('of' as const), path, filter: tie('term') }),
  ),
}));

/** Writes a filter with every group in parentheses. */
function write(one: Filter): string {
  switch (one.op) {
    case 'and':
    case 'or':
      return one.filters.map((part) => `(${write(part)})`).join(` ${one.op} `);
    case 'not':
      return `not (${write(one.filter)})`;
    case 'of':
      return `${one.path}[${write(one.filter)}]`;
    case 'pr':
      return `${one.path} pr`;
    default:
      return `${one.path} ${one.op} ${JSON.stringify(one.value)}`;
  }
}

type OtherFilter = ReturnType<typeof parseWithOracle>;

/** Converts the result of the other parser. */
function ours(other: OtherFilter): Filter {
  switch (other.op) {
    case 'and':
    case 'or':
      return { op: other.op, filters: other.filters.map(ours) };
    case 'not':
      return { op: 'not', filter: ours(other.filter) };
    case '[]':
      return { op: 'of', path: other.attrPath, filter: ours(other.valFilter) };
    case 'pr':
      return { op: 'pr', path: other.attrPath };
    default:
      return { op: other.op, path: other.attrPath, value: other.compValue as FilterValue };
  }
}

/** Merges groups of the same operator, which mean the same as one. */
function flat(one: Filter): Filter {
  if (one.op === 'not') return { op: 'not', filter: flat(one.filter) };
  if (one.op === 'of') return { ...one, filter: flat(one.filter) };
  if (one.op !== 'and' && one.op !== 'or') return one;
  const filters = one.filters.map(flat).flatMap((part) => (part.op === one.op ? part.filters : [part]));
  return { op: one.op, filters };
}

describe('the filter parser', () => {
  it('reads every filter that is written in the form of RFC 7644 3.4.2.2', () => {
    fc.assert(
      fc.property(filter, (one) => {
        const written = write(one);
        fc.pre(written.length <= 2_000);
        expect(parseFilter(written)).toEqual(one);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads filters without parentheses like another parser', () => {
    const term = fc.oneof(
      fc.tuple(path, comparison, text).map(([at, op, word]) => `${at} ${op} ${JSON.stringify(word)}`),
      path.map((at) => `${at} pr`),
      path.map((at) => `not (${at} pr)`),
    );
    const operator = fc.constantFrom(' and ', ' or ', ' AND ', ' Or ');
    fc.assert(
      fc.property(fc.array(fc.tuple(term, operator), { minLength: 1, maxLength: 6 }), (parts) => {
        const written = parts.map(([one, op], index) => (index === 0 ? one : op + one)).join('');
        expect(flat(parseFilter(written))).toEqual(flat(ours(parseWithOracle(written))));
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads any text or rejects it with invalidFilter, and never with another error', () => {
    const pieces = fc.constantFrom(
      'userName',
      ' ',
      'eq',
      '"a"',
      '(',
      ')',
      '[',
      ']',
      'not',
      'and',
      '.',
      '"',
      '\\',
      '1',
      ':',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (any) => {
          try {
            parseFilter(any);
          } catch (error) {
            expect(error).toBeInstanceOf(ScimError);
            expect((error as ScimError).scimType).toBe('invalidFilter');
          }
          try {
            parsePatchPath(any);
          } catch (error) {
            expect((error as ScimError).scimType).toBe('invalidPath');
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('takes no longer for a text that nests or repeats', () => {
    for (const repeated of ['(', 'not (', 'a eq "', '"\\', 'a[', '-', 'a.', ' ']) {
      const start = performance.now();
      expect(() => parseFilter(repeated.repeat(2_000).slice(0, 2_000))).toThrow(ScimError);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

describe('the path of a PATCH', () => {
  it.each([
    ['active', { attribute: 'active', filter: null, sub: null }],
    ['name.familyName', { attribute: 'name', filter: null, sub: 'familyname' }],
    [
      'urn:ietf:params:scim:schemas:core:2.0:User:name.givenName',
      { attribute: 'name', filter: null, sub: 'givenname' },
    ],
    [
      'emails[type eq "work"].value',
      { attribute: 'emails', filter: { op: 'eq', path: 'type', value: 'work' }, sub: 'value' },
    ],
    [
      'emails[primary eq true]',
      { attribute: 'emails', filter: { op: 'eq', path: 'primary', value: true }, sub: null },
    ],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
      {
        attribute: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:manager',
        filter: null,
        sub: 'value',
      },
    ],
  ])('is read: %s', (written, expected) => {
    expect(parsePatchPath(written)).toEqual(expected);
  });
});
