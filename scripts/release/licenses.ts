import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf, type LockFile, readLockFile } from './lock-file.ts';

/** Licenses (SPDX) whose code can be part of a product under Apache-2.0, and be passed on with it. */
const accepted = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

/** Whether a license expression (SPDX) is accepted: every part of an AND, one part of an OR. */
export function isAccepted(expression: string): boolean {
  const text = expression.trim().replace(/^\(([^()]*)\)$/, '$1');
  if (/[()]/.test(text)) return false;
  return text
    .split(/ OR /i)
    .some((option) => option.split(/ AND /i).every((license) => accepted.has(license.trim())));
}

/**
 * Returns a line for each package that the product contains or installs and whose license is not accepted or unknown.
 * @param root of the repository, with packages installed
 */
export function licenseProblems(root: string): string[] {
  const lock = readLockFile(root);
  return closureOf(lock, ['', 'dashboard']).flatMap((path) => {
    const { link, version } = lock.packages[path] ?? {};
    const license = licenseOf(root, lock, path);
    if (link || (license !== null && isAccepted(license))) return [];
    return [`${path.replace(/^.*node_modules\//, '')} ${version}: ${license ?? 'no license is named'}`];
  });
}

/** The license of a package as the lock file or the package itself names it. */
export function licenseOf(root: string, lock: LockFile, path: string): string | null {
  return lock.packages[path]?.license ?? licenseIn(join(root, path, 'package.json'));
}

function licenseIn(manifest: string): string | null {
  try {
    const { license } = JSON.parse(readFileSync(manifest, 'utf8'));
    return typeof license === 'string' ? license : null;
  } catch {
    return null;
  }
}
