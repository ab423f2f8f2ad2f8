import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpedyError } from '../../contract/errors.ts';
import { parseSearch, patternOf, searchText } from './text.ts';

describe('parseSearch', () => {
  it('escapes the special characters of LIKE', () => {
    expect(patternOf('100%_!\\')).toBe('%\n%100!%!_!!\\%');
  });

  it.each([
    ['ÉCOLE', 'école'],
    ['e\u0301cole', 'École'],
    ['ПРИВЕТ', 'привет'],
    ['STRASSE', 'straße'],
    ['STRAẞE', 'straße'],
    ['ΟΔΟΣ', 'οδος'],
    ['οδοσ', 'οδος'],
    ['ΐ', 'Ϊ́'],
    ['DIYARBAKIR', 'Diyarbakır'],
    ['izmir', 'İZMİR'],
    ['ＷＥＢ', 'web'],
    ['ﬁx', 'FIX'],
  ])('%s finds %s', (typed, written) => {
    expect(searchText('WEB-1', written, '')).toContain(parseSearch(typed));
  });

  it('does not match across two fields', () => {
    expect(searchText('WEB-1', 'one', 'two')).not.toContain(parseSearch('onetwo'));
    expect(() => parseSearch('one\ntwo')).toThrow(SpedyError);
  });

  it('limits the typed code points', () => {
    expect(parseSearch('🦊'.repeat(200))).toContain('🦊');
    expect(() => parseSearch('🦊'.repeat(201))).toThrow('at most 200');
    expect(() => parseSearch('   ')).toThrow('must not be empty');
  });

  const letters = fc
    .stringMatching(/^[\p{Lu}\p{Ll}\p{Nd} %_!\\.-]{1,40}$/u)
    .filter((text) => text.trim() !== '');

  it('finds any complete title in any letter case', () => {
    fc.assert(
      fc.property(letters, (title) => {
        const text = searchText('WEB-1', title.trim(), '');
        for (const typed of [title, title.toUpperCase(), title.toLowerCase()])
          expect(text).toContain(parseSearch(typed));
      }),
    );
  });
});
