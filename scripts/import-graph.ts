import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';

/**
 * Measures the import graph and the sizes of files: `npm run graph`. `npm run graph -- <folder>` measures another
 * working tree of the project, for example an earlier commit, with the layers of its own .dependency-cruiser.mjs.
 */
const tree = resolve(process.argv[2] ?? '.');

/** The name of the layer above all modules: the files directly under src/. */
const composition = 'src/*.ts';

type Configuration = {
  readonly default: { readonly options: ICruiseOptions };
  /** The modules from the top layer down. */
  readonly layers?: readonly string[];
  /** The earlier name of `layers`. */
  readonly floors?: readonly string[];
};
/** A measured value, with its name and details. */
type Row = readonly [name: string, value: number, detail?: string | undefined];
type Import = { readonly from: string; readonly to: string };

const configuration: Configuration = await import(pathToFileURL(join(tree, '.dependency-cruiser.mjs')).href);
const layers = [composition, ...(configuration.layers ?? configuration.floors ?? [])];

const src = await importsIn('src');
const arrows = arrowsBetween(src, moduleOf);
const up = arrows.filter(({ from, to }) => layers.indexOf(to) < layers.indexOf(from));
const dashboard = await importsIn('dashboard/src');

const rows: readonly Row[] = [
  ['modules of src', new Set(src.flatMap(({ from, to }) => [moduleOf(from), moduleOf(to)])).size],
  ['arrows between modules of src', arrows.length],
  ['arrows up', up.length, up.map(({ from, to }) => `${from} to ${to}`).join(', ')],
  ['rules and queries that import http', new Set(src.filter(isHttpInRule).map(({ from }) => from)).size],
  ['files of src in circles', ...filesInCircles(src)],
  ['files of dashboard/src in circles', ...filesInCircles(dashboard)],
  ...['src', 'dashboard/src', 'test', 'bench', 'scripts'].flatMap(sizesOf),
];
process.stdout.write(rows.map(lineOf).join(''));

/** Returns the imports between the files of one folder. A type import counts. */
async function importsIn(folder: string): Promise<Import[]> {
  const { options } = configuration.default;
  const { output } = await cruise([folder], { ...options, baseDir: tree });
  if (typeof output === 'string') throw new Error('expected a result, not a report');
  return output.modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ resolved }) => resolved.startsWith(`${folder}/`))
      .map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/** Returns the module of a file of src/. */
function moduleOf(path: string): string {
  const [, module = '', ...rest] = path.split('/');
  return rest.length > 0 ? module : composition;
}

/** Returns whether a file of a feature imports the HTTP layer without being a route, a page or a cookie. */
function isHttpInRule({ from, to }: Import): boolean {
  const isFeature = ![composition, 'cli', 'server', 'http'].includes(moduleOf(from));
  return isFeature && moduleOf(to) === 'http' && !/(^|[/-])(routes|page|cookie|feature)\.ts$/.test(from);
}

/** Returns the different imports between groups of files. */
function arrowsBetween(imports: readonly Import[], groupOf: (path: string) => string): Import[] {
  const arrows = new Map<string, Import>();
  for (const { from, to } of imports) {
    const [a, b] = [groupOf(from), groupOf(to)];
    if (a !== b) arrows.set(`${a} ${b}`, { from: a, to: b });
  }
  return [...arrows.values()];
}

/** Returns how many files can reach themselves through their imports, and which. */
function filesInCircles(imports: readonly Import[]): [value: number, detail: string] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const reaches = (start: string): boolean => {
    const reached = new Set<string>();
    const open = [start];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      for (const { to } of targets.get(path) ?? []) {
        if (to === start) return true;
        if (!reached.has(to)) open.push(to);
        reached.add(to);
      }
    }
    return false;
  };
  const files = [...targets.keys()].filter(reaches).sort();
  return [files.length, files.join(', ')];
}

/** Returns the number of a folder's files, the most side by side, and their lengths in lines. */
function sizesOf(folder: string): Row[] {
  const paths = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: tree, exclude: ['**/node_modules/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== 'dashboard/src/api/schema.ts');
  const sizes = paths.map((path) => ({ path, lines: linesOf(path) })).sort((a, b) => a.lines - b.lines);
  const folders = [...Map.groupBy(paths, dirname)].sort(([, a], [, b]) => b.length - a.length);
  const at = (share: number) => sizes[Math.ceil(share * sizes.length) - 1]?.lines ?? 0;
  return [
    [`${folder}: files`, paths.length],
    [`${folder}: most files in a folder`, folders[0]?.[1].length ?? 0, folders[0]?.[0]],
    [`${folder}: median lines of a file`, at(0.5)],
    [`${folder}: 90th percentile`, at(0.9)],
    [`${folder}: longest file`, at(1), sizes.at(-1)?.path],
  ];
}

function linesOf(path: string): number {
  return readFileSync(join(tree, path), 'utf8').trimEnd().split('\n').length;
}

function lineOf([name, value, detail = '']: Row): string {
  return `${`${name.padEnd(42)}${String(value).padStart(6)}  ${detail}`.trimEnd()}\n`;
}
