import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files and folders that are installed, generated, or git's own. */
const ignored: readonly string[] = ['node_modules', '.git', 'data', 'dist', 'openapi.json'];
const isIgnored = (entry: string) => ignored.includes(entry.replaceAll('\\', '/').split('/').at(-1) ?? '');

/** Every file and folder of the repository, by its path from the root, with `/` on every system. */
export const paths: readonly string[] = readdirSync(root)
  .filter((entry) => !isIgnored(entry))
  .flatMap((entry) => [entry, ...globSync(`${entry}/**`, { cwd: root, exclude: isIgnored })])
  .map((path) => path.replaceAll('\\', '/'));

/** Returns the text of a file, by its path from the root. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Returns every TypeScript file under a folder. */
export function modulesUnder(folder: string): string[] {
  return paths.filter((path) => path.startsWith(`${folder}/`) && /\.tsx?$/.test(path));
}

/** Returns the modules: every folder directly under src/. */
export function moduleFolders(): string[] {
  const entries = readdirSync(join(root, 'src'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Returns the documentation pages: those at the root, and everything in docs/. */
export function pages(): string[] {
  return paths.filter((path) => matchesGlob(path, '*.md') || matchesGlob(path, 'docs/**/*.md'));
}

type Manifest = {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** Returns package.json. */
export function readManifest(): Manifest {
  const manifest: Manifest = JSON.parse(read('package.json'));
  return manifest;
}

/**
 * Returns the rows of the first Markdown table after a heading, each as its cells without backticks, without the
 * header row.
 * @throws Error if the page does not have the heading, or no table after it
 */
export function tableUnder(page: string, heading: string): string[][] {
  const lines = read(page).split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`${page} has no heading "${heading}"`);
  const first = lines.findIndex((line, index) => index > start && line.startsWith('|'));
  if (first === -1) throw new Error(`${page} has no table after "${heading}"`);
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines.slice(first + 2, end === -1 ? undefined : end).map(cellsOf);
}

function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.replaceAll('`', '').replaceAll('\\|', '|').trim());
}
