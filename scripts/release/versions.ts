import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const version = /^(\d+)\.(\d+)\.(\d+)(?:-[\da-z.-]+)?$/;

/** Returns the version that an argument means: a version, or `patch`, `minor` or `major` after the current one. */
export function nextVersion(current: string, wanted: string): string | null {
  if (version.test(wanted)) return wanted;
  const [, major = 0, minor = 0, patch = 0] = (version.exec(current) ?? []).map(Number);
  switch (wanted) {
    case 'major':
      return `${major + 1}.0.0`;
    case 'minor':
      return `${major}.${minor + 1}.0`;
    case 'patch':
      return `${major}.${minor}.${patch + 1}`;
    default:
      return null;
  }
}

/** Whether a version is not older than another one. Of the same three numbers, one with a suffix is older. */
export function isNotOlder(later: string, earlier: string): boolean {
  const order = (text: string) => [
    ...(version.exec(text) ?? []).slice(1, 4).map(Number),
    text.includes('-') ? 0 : 1,
  ];
  const [a, b] = [order(later), order(earlier)];
  const different = a.findIndex((number, index) => number !== b[index]);
  return different < 0 || (a[different] ?? 0) > (b[different] ?? 0);
}

/**
 * Writes a version into the manifests of the repository and its packages, and into the lock file.
 * @returns the files, from the root
 */
export function writeVersion(root: string, from: string, to: string): string[] {
  const manifests = [
    'package.json',
    ...globSync(['dashboard/package.json', 'packages/*/package.json'], { cwd: root }),
  ];
  const lock = 'package-lock.json';
  for (const path of manifests) {
    const text = readFileSync(join(root, path), 'utf8');
    writeFileSync(join(root, path), text.replace(`"version": "${from}"`, `"version": "${to}"`));
  }
  if (!existsSync(join(root, lock))) return manifests;
  const content = JSON.parse(readFileSync(join(root, lock), 'utf8'));
  content.version = to;
  for (const path of manifests) {
    const entry = content.packages[path.replace(/\/?package\.json$/, '')];
    if (entry?.version === from) entry.version = to;
  }
  writeFileSync(join(root, lock), `${JSON.stringify(content, null, 2)}\n`);
  return [...manifests, lock];
}
