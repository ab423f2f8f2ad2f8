import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const Names = Type.Optional(Type.Record(Type.String(), Type.String()));
const Lock = Type.Object({
  packages: Type.Record(
    Type.String(),
    Type.Object({ dependencies: Names, optionalDependencies: Names, link: Type.Optional(Type.Boolean()) }),
  ),
});

/**
 * Copies to another folder what `npm ci --omit=dev --workspaces=false` installs there, from the packages that are installed
 * here. Follows the lock file as Node resolves names: from the innermost folder to the outermost.
 */
export function copyLockedPackages(from: string, to: string): void {
  const lock: Static<typeof Lock> = Value.Parse(
    Lock,
    JSON.parse(readFileSync(join(from, 'package-lock.json'), 'utf8')),
  );
  const needed = new Set<string>();
  const visit = (path: string) => {
    const { dependencies, optionalDependencies } = lock.packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = resolve(lock, path, name);
      if (found === null || needed.has(found)) continue;
      needed.add(found);
      visit(found);
    }
  };
  visit('');
  const nested = (path: string) => [...needed].some((other) => path.startsWith(`${other}/node_modules/`));
  for (const path of needed) {
    // Optional packages of other systems are not here.
    if (nested(path) || !existsSync(join(from, path))) continue;
    cpSync(join(from, path), join(to, path), {
      recursive: true,
      verbatimSymlinks: true,
      filter: isInstalled,
    });
  }
}

/** With `--ignore-scripts`, the package "node" has no program. */
function isInstalled(path: string): boolean {
  return !path.endsWith('/node_modules/node/bin');
}

function resolve(lock: Static<typeof Lock>, path: string, name: string): string | null {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (candidate in lock.packages) return candidate;
    if (folder === '') return null;
  }
}
