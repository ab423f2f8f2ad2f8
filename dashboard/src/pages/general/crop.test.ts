import { describe, expect, it } from 'vitest';
import { areasOf, type Crop, logoSize, moved, wholePicture } from './crop.ts';

const wide = { width: 800, height: 400 };
const square = (part: Partial<Crop> = {}): Crop => ({ ...wholePicture, mode: 'square', ...part });

describe('the part of a picture that becomes the logo', () => {
  it('is the whole picture, in the middle', () => {
    expect(areasOf(wide, wholePicture)).toEqual({
      source: { left: 0, top: 0, width: 800, height: 400 },
      target: { left: 0, top: logoSize / 4, width: logoSize, height: logoSize / 2 },
    });
  });

  it('is the largest square in the middle, or a smaller one', () => {
    expect(areasOf(wide, square()).source).toEqual({ left: 200, top: 0, width: 400, height: 400 });
    expect(areasOf(wide, square({ zoom: 2 })).source).toEqual({
      left: 300,
      top: 100,
      width: 200,
      height: 200,
    });
  });

  it('never leaves the picture', () => {
    expect(areasOf(wide, square({ x: 1, y: 1 })).source).toEqual({
      left: 400,
      top: 0,
      width: 400,
      height: 400,
    });
    expect(areasOf(wide, moved(square(), wide, 9, -9)).source.left).toBe(400);
    expect(areasOf(wide, moved(square(), wide, -0.25, 0)).source.left).toBe(100);
  });
});
