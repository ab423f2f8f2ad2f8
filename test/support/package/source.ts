import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** What the package is made of. The dashboard and the help are built already. */
const parts = [
  '.gitignore',
  '.npmrc',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'bin',
  'dashboard/dist',
  'dashboard/package.json',
  'docs/upgrade.md',
  'help/dist',
  'ops',
  'package-lock.json',
  'package.json',
  'packages',
  'scripts/build-dashboard.ts',
  'scripts/release',
  'src',
];

/** The environment of programs that run the Node of this process. */
export const ownNode = { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` };

/** Copies to a new folder what the package is made of, so that packing does not change the repository. */
export function copySource(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of parts)
    cpSync(join(repository, part), join(folder, part), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
}

/** Makes a copy a repository with one commit. */
export function commitAll(folder: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'commit.gpgsign=false', ...args], {
      cwd: folder,
      env: gitEnvironment(folder),
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'All');
}

/** Without the settings of whoever runs the tests. */
export function gitEnvironment(folder: string): Record<string, string> {
  const identity = { NAME: 'Ada', EMAIL: 'ada@acme.example' };
  return {
    ...ownNode,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      Object.entries(identity).flatMap(([name, value]) => [
        [`GIT_AUTHOR_${name}`, value],
        [`GIT_COMMITTER_${name}`, value],
      ]),
    ),
  };
}
