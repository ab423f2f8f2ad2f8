import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const Versions = Type.Record(Type.String(), Type.String());
const Package = Type.Object({
  name: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  license: Type.Optional(Type.String()),
  integrity: Type.Optional(Type.String()),
  dev: Type.Optional(Type.Boolean()),
  devOptional: Type.Optional(Type.Boolean()),
  optional: Type.Optional(Type.Boolean()),
  link: Type.Optional(Type.Boolean()),
  dependencies: Type.Optional(Versions),
  optionalDependencies: Type.Optional(Versions),
});
export type Package = Static<typeof Package>;

const LockFile = Type.Object({
  name: Type.String(),
  version: Type.String(),
  lockfileVersion: Type.Literal(3),
  packages: Type.Record(Type.String(), Package),
});
export type LockFile = Static<typeof LockFile>;

/** Reads package-lock.json. Fields that are not in the schema are kept. @throws if it has another form */
export function readLockFile(root: string): LockFile {
  return Value.Parse(LockFile, JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
}

/**
 * The paths of all packages that the packages at some paths need at run time, with those of other platforms, by Node's rules of
 * resolution.
 */
export function closureOf({ packages }: LockFile, from: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (path: string) => {
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(packages, path, name);
      if (place === null || found.has(place)) continue;
      found.add(place);
      visit(place);
    }
  };
  for (const path of from) visit(path);
  return [...found].sort();
}

/** Where a package finds another one: in its own folder, or in one above. */
function placeOf(packages: LockFile['packages'], from: string, name: string): string | null {
  const folders = [from];
  for (
    let end = from.lastIndexOf('/node_modules/');
    end > 0;
    end = from.lastIndexOf('/node_modules/', end - 1)
  )
    folders.push(from.slice(0, end));
  const places = folders.filter(Boolean).map((folder) => `${folder}/node_modules/${name}`);
  return [...places, `node_modules/${name}`].find((place) => place in packages) ?? null;
}
