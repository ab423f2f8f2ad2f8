import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf, readLockFile } from './lock-file.ts';

const fileOf = (root: string) => join(root, 'npm-shrinkwrap.json');

/**
 * Writes the versions and hashes of the runtime dependencies, so that npm installs what was tested. It is there only while npm
 * packs: in the repository, npm would take it for package-lock.json.
 */
export function writeShrinkwrap(root: string): void {
  const lock = readLockFile(root);
  const { name, version, license, dependencies } = lock.packages[''] ?? {};
  const packages = Object.fromEntries(
    closureOf(lock, ['']).map((path) => {
      const { dev: _dev, devOptional: _devOptional, ...kept } = lock.packages[path] ?? {};
      return [path, kept];
    }),
  );
  const own = { name, version, license, dependencies };
  const shrinkwrap = { ...lock, packages: { '': own, ...packages } };
  writeFileSync(fileOf(root), `${JSON.stringify(shrinkwrap, null, 2)}\n`);
}

export function removeShrinkwrap(root: string): void {
  rmSync(fileOf(root), { force: true });
}
