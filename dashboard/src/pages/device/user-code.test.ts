import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caretIn, formatUserCode, isWholeUserCode } from './user-code.ts';

describe('formatUserCode', () => {
  it('takes a code with or without dash, in any case, with spaces around', () => {
    const typed = ['BCDFGHJK', 'bcdf-ghjk', ' bcdf ghjk ', 'B-C-D-F-G-H-J-K', 'BCDF–GHJK'];
    expect(typed.map(formatUserCode)).toEqual(Array(5).fill('BCDF-GHJK'));
  });

  it('puts the dash in with the fifth letter, so that deleting is not stopped by it', () => {
    expect(['', 'b', 'bcdf', 'bcdf-', 'bcdfg'].map(formatUserCode)).toEqual([
      '',
      'B',
      'BCDF',
      'BCDF',
      'BCDF-G',
    ]);
  });

  it('changes nothing in what it has formatted, and is whole with eight letters', () => {
    assert(
      property(string(), (typed) => {
        const code = formatUserCode(typed);
        expect(formatUserCode(code)).toBe(code);
        expect(code).toMatch(/^([A-Z0-9]{0,4}|[A-Z0-9]{4}-[A-Z0-9]{1,4})$/);
        expect(isWholeUserCode(code)).toBe(code.length === 9);
      }),
    );
  });
});

describe('caretIn', () => {
  it('stays behind the letter that was typed', () => {
    expect(caretIn('BCDF-G', 'BCDFg', 5)).toBe(6);
    expect(caretIn('BXCD-FGHJ', 'BxCDF-GHJ', 2)).toBe(2);
    expect(caretIn('BCDF', 'BCDF', 4)).toBe(4);
  });

  it('is within the code', () => {
    assert(
      property(string(), integer({ min: 0, max: 40 }), (typed, caret) => {
        const code = formatUserCode(typed);
        const at = caretIn(code, typed, caret);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(code.length);
      }),
    );
  });
});
