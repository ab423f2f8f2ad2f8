import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository, which is also the context of the image. */
export const context = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Returns the text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(join(context, path), 'utf8');
}
