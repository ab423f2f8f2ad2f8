import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caretIn, formatUserCode, isWholeUserCode } from './user-code.ts';

describe('formatUserCode', () => {
  it('accepts a code with or without a dash, in any case, with surrounding spaces', () => {
    const typed = ['BCDFGHJK', 'bcdf-ghjk', ' bcdf ghjk ', 'B-C-D-F-G-H-J-K', 'BCDF–GHJK'];
    expect(typed.map(formatUserCode)).toEqual(Array(5).fill('BCDF-GHJK'));
  });

  it('inserts the dash with the fifth letter, so that it does not block deleting', () => {
    expect(['', 'b', 'bcdf', 'bcdf-', 'bcdfg'].map(formatUserCode)).toEqual([
      '',
      'B',
      'BCDF',
      'BCDF',
      'BCDF-G',
    ]);
  });

  it('is idempotent, and complete with eight letters', () => {
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
  it('keeps the caret after the typed letter', () => {
    expect(caretIn('BCDF-G', 'BCDFg', 5)).toBe(6);
    expect(caretIn('BXCD-FGHJ', 'BxCDF-GHJ', 2)).toBe(2);
    expect(caretIn('BCDF', 'BCDF', 4)).toBe(4);
  });

  it('keeps the caret within the code', () => {
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
