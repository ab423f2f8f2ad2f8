import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolated } from './isolated.ts';

describe('isolated', () => {
  it.each([
    ['CI Pipeline', 'CI Pipeline'],
    ['日本語 😀', '日本語 😀'],
    ['\u202egnp.exe', 'gnp.exe'],
    ['עברית', '\u2068עברית\u2069'],
    ['a\u2069\u202eb العربية', '\u2068ab العربية\u2069'],
  ])('shows %j as %j', (text, shown) => {
    expect(isolated(text)).toBe(shown);
  });

  it('has no direction marks except the two around it', () => {
    const anyText = fc.string({
      unit: fc.oneof(fc.constantFrom('\u202e', '\u2068', '\u2069', 'א'), fc.string()),
    });
    fc.assert(
      fc.property(anyText, (text) => {
        const inside = isolated(text).replace(/^\u2068(.*)\u2069$/su, '$1');
        expect(inside).not.toMatch(/\p{Bidi_Control}/u);
      }),
    );
  });
});
