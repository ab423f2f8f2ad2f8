import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { base, root } from './pages.ts';

/** Copies the images of pages into the build, each once, with a hash in its name. */
export class Images {
  readonly #folder: string;
  readonly #copied = new Map<string, { src: string; width: number; height: number }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The address and size of an image. @param path in the repository */
  add(path: string): { readonly src: string; readonly width: number; readonly height: number } {
    const known = this.#copied.get(path);
    if (known) return known;
    const bytes = readFileSync(join(root, path));
    const extension = extname(path);
    const image = {
      src: base + hashedName(basename(path, extension), extension, bytes),
      ...(extension === '.svg' ? sizeOfSvg(bytes.toString(), path) : sizeOfPng(bytes, path)),
    };
    const target = join(this.#folder, image.src.slice(base.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    this.#copied.set(path, image);
    return image;
  }
}

/** The name of a file in the build, which changes with its content. */
export function hashedName(name: string, extension: string, content: Buffer | string): string {
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 8);
  return `assets/${name}-${digest}${extension}`;
}

/** A PNG has its size in its first chunk (PNG specification, 11.2.1). */
function sizeOfPng(bytes: Buffer, path: string) {
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') throw new Error(`${path} is not a PNG file`);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function sizeOfSvg(text: string, path: string) {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(text) ?? [];
  if (width === undefined) throw new Error(`${path} has no viewBox that begins at 0 0`);
  return { width: Number(width), height: Number(height) };
}
