import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../architecture/repository.ts';

const run = promisify(execFile);
const tsc = join(root, 'node_modules/typescript/bin/tsc');

export const packageNames = ['client', 'verify'] as const;
type PackageName = (typeof packageNames)[number];

/** Runs the project's compiler. Returns what it reports; an empty text if all is well. */
export async function compile(...options: string[]): Promise<string> {
  return run(process.execPath, [tsc, ...options]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

/** The packages as a release has them, and a folder in which both are installed. */
export type Published = {
  readonly folder: string;
  /** Where a program that uses the packages can be. */
  readonly app: string;
  readonly tarballs: Readonly<Record<PackageName, string>>;
};

/** Builds both packages, packs them, and unpacks them next to the project's other packages. */
export async function publish(): Promise<Published> {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-packages-'));
  const app = join(folder, 'app');
  const modules = join(app, 'node_modules');
  mkdirSync(join(modules, '@spedy'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@spedy' && !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  writeFileSync(join(app, 'package.json'), '{"type":"module"}');
  const tarballs = await Promise.all(packageNames.map((name) => packOne(folder, modules, name)));
  return { folder, app, tarballs: { client: tarballs[0] ?? '', verify: tarballs[1] ?? '' } };
}

async function packOne(folder: string, modules: string, name: PackageName): Promise<string> {
  const source = join(root, 'packages', name);
  const built = join(folder, name);
  const errors = await compile('-p', source, '--outDir', join(built, 'dist'));
  if (errors !== '') throw new Error(errors);
  for (const file of ['package.json', 'README.md', 'LICENSE']) cpSync(join(source, file), join(built, file));
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--offline'], { cwd: built });
  const tarball = join(built, stdout.trim());
  const installed = join(modules, '@spedy', name);
  mkdirSync(installed);
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  return tarball;
}

/** An example on a page: a whole program. */
export type Example = { readonly name: string; readonly text: string };

/** Returns the examples of a page, in order, named by the heading above each. */
export function examplesOf(page: string): readonly Example[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => {
    const heading =
      text
        .slice(0, match.index)
        .match(/^## .*$/gm)
        ?.at(-1) ?? '';
    return { name: heading.slice(3), text: match[1] ?? '' };
  });
}
