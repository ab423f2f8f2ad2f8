/** Width and height of a logo as it is uploaded, in pixels. */
export const logoSize = 256;

/** Which part of a picture becomes the logo. */
export type Crop = {
  /** The whole picture, with transparent bars, or a square part. */
  readonly mode: 'whole' | 'square';
  /** How much larger than the largest square: 1 to 4. */
  readonly zoom: number;
  /** The center of the part, from 0 to 1. */
  readonly x: number;
  readonly y: number;
};

export const wholePicture: Crop = { mode: 'whole', zoom: 1, x: 0.5, y: 0.5 };

type Size = { readonly width: number; readonly height: number };
type Area = Size & { readonly left: number; readonly top: number };

/** Returns the part of a picture that the logo shows, and where the logo shows it. */
export function areasOf({ width, height }: Size, { mode, zoom, x, y }: Crop): { source: Area; target: Area } {
  if (mode === 'whole') {
    const scale = logoSize / Math.max(width, height);
    const size = { width: width * scale, height: height * scale };
    const place = { left: (logoSize - size.width) / 2, top: (logoSize - size.height) / 2 };
    return { source: { left: 0, top: 0, width, height }, target: { ...place, ...size } };
  }
  const side = Math.min(width, height) / zoom;
  const left = between(x * width - side / 2, 0, width - side);
  const top = between(y * height - side / 2, 0, height - side);
  return {
    source: { left, top, width: side, height: side },
    target: { left: 0, top: 0, width: logoSize, height: logoSize },
  };
}

/** Moves the part by a share of the visible square. Returns the crop with its center inside the picture. */
export function moved(crop: Crop, picture: Size, byX: number, byY: number): Crop {
  const { source } = areasOf(picture, crop);
  const centerX = (source.left + source.width / 2 + byX * source.width) / picture.width;
  const centerY = (source.top + source.height / 2 + byY * source.height) / picture.height;
  return { ...crop, x: between(centerX, 0, 1), y: between(centerY, 0, 1) };
}

function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
