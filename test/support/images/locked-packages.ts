import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf, readLockFile } from '../../../scripts/release/lock-file.ts';

/**
 * Copies to another folder the packages that Spedy needs at run time, as npm installs them from its lock file, from those that
 * are installed here.
 */
export function copyLockedPackages(from: string, to: string): void {
  const needed = closureOf(readLockFile(from), ['']);
  const isNested = (path: string) => needed.some((other) => path.startsWith(`${other}/node_modules/`));
  for (const path of needed) {
    // Optional packages of other systems are not here.
    if (isNested(path) || !existsSync(join(from, path))) continue;
    cpSync(join(from, path), join(to, path), { recursive: true, verbatimSymlinks: true });
  }
}
