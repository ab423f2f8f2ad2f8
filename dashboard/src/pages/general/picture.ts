import { logoLimit } from '../../api/organization/general/logo.ts';
import { areasOf, type Crop } from './crop.ts';

/** The kinds of pictures that become a logo. Not SVG, which can contain scripts. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'];
/** The largest file to read, in bytes: pictures of cameras fit. */
const fileLimit = 20_000_000;

/** A file that cannot become a logo. The message says why. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** Reads a picture. @throws PictureError */
export async function readPicture(file: File): Promise<ImageBitmap> {
  if (!pictureTypes.includes(file.type)) throw new PictureError('Choose a PNG, JPEG or WebP picture.');
  if (file.size > fileLimit) throw new PictureError('Choose a picture of at most 20 MB.');
  try {
    return await createImageBitmap(file);
  } catch (cause) {
    throw new PictureError('This file could not be read as a picture. Choose another one.', { cause });
  }
}

/** Draws the part of a picture that becomes the logo. */
export function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { source, target } = areasOf(picture, crop);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    picture,
    source.left,
    source.top,
    source.width,
    source.height,
    target.left,
    target.top,
    target.width,
    target.height,
  );
}

/** Returns what was drawn as a file without the metadata of the picture, such as its place. @throws PictureError */
export async function fileOf(canvas: HTMLCanvasElement): Promise<Blob> {
  for (const type of ['image/png', 'image/webp', 'image/jpeg']) {
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, type, 0.9);
    });
    if (blob?.type === type && blob.size <= logoLimit) return blob;
  }
  throw new PictureError('This picture is too large for a logo. Choose another one.');
}
