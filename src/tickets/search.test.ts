import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpedyError } from '../contract/errors.ts';
import { searchPattern, searchText } from './search.ts';

const needleOf = (text: string) => searchPattern(text).slice(1, -1);

describe('searchPattern', () => {
  it('escapes the special characters of LIKE', () => {
    expect(searchPattern('100%_!\\')).toBe('%100!%!_!!\\%');
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
    expect(searchText('WEB-1', written, '')).toContain(needleOf(typed));
  });

  it('does not match across two fields', () => {
    expect(searchText('WEB-1', 'one', 'two')).not.toContain(needleOf('onetwo'));
    expect(() => searchPattern('one\ntwo')).toThrow(SpedyError);
  });

  it('limits the typed code points', () => {
    expect(searchPattern('🦊'.repeat(200))).toContain('🦊');
    expect(() => searchPattern('🦊'.repeat(201))).toThrow('at most 200');
    expect(() => searchPattern('   ')).toThrow('must not be empty');
  });

  const letters = fc
    .stringMatching(/^[\p{Lu}\p{Ll}\p{Nd} %_!\\.-]{1,40}$/u)
    .filter((text) => text.trim() !== '');

  it('finds any complete title in any letter case', () => {
    fc.assert(
      fc.property(letters, (title) => {
        const plain = (pattern: string) => pattern.replace(/!([!%_])/g, '$1');
        const text = searchText('WEB-1', title.trim(), '');
        for (const typed of [title, title.toUpperCase(), title.toLowerCase()])
          expect(text).toContain(plain(needleOf(typed)));
      }),
    );
  });
});
