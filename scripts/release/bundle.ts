import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

/** Programs: what bin/ starts, and the program of the migration thread. */
const programs = ['cli/main', 'server/main', 'server/workers/worker', 'storage/migrations/migration-thread'];
/** The program of a reader thread, which imports nothing. */
const copied = 'storage/dialects/sqlite-readers/thread.js';

/**
 * Packages that every server loads, and that consist of many small modules. What they depend on is bundled with them, except
 * the packages below. All others are loaded from node_modules: most of them only when they are used.
 */
const bundled = [
  '@fastify/static',
  'ajv',
  'commander',
  'cookie',
  'fast-json-stringify',
  'fastify',
  'find-my-way',
  'helmet',
  'ipaddr.js',
  'kysely',
  'leven',
  'lru-cache',
  'negotiator',
  'otpauth',
  'typebox',
];
/** It finds the programs of its threads beside its own files. */
const neverBundled = ['pino'];
/** Modules without effects of their own, although their package does not say so. */
const withoutEffects = /[\\/]node_modules[\\/]typebox[\\/]/;

/**
 * Writes src/ into dist/ as few files of JavaScript, with the packages that every server loads. A start then takes about half
 * the processor time (decision 43). All files are directly in dist/, so that their paths to other files are the same.
 */
export async function bundle(root: string): Promise<void> {
  const source = join(root, 'src');
  const folder = join(root, 'dist');
  rmSync(folder, { recursive: true, force: true });
  const build = await rolldown({
    cwd: root,
    platform: 'node',
    input: Object.fromEntries(programs.map((path) => [flat(path), join(source, `${path}.ts`)])),
    // Paths within the repository, so that copies of it give the same bytes.
    resolve: { symlinks: false },
    external: (id, importer) => isExternal(id, importer),
    treeshake: { moduleSideEffects: [{ test: withoutEffects, sideEffects: false }] },
    plugins: [pathsFromOneFolder(source)],
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  cpSync(join(source, copied), join(folder, flat(copied)));
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  writeFileSync(join(folder, 'LICENSES.txt'), licensesOf(packagesOf(modules)));
}

/** The name of a module of src/ in dist/. */
function flat(path: string): string {
  return path.replaceAll('/', '-');
}

function isExternal(id: string, importer: string | undefined): boolean {
  if (isBuiltin(id)) return true;
  if (/^[./\0]/.test(id) || resolve(id) === id) return false;
  const name = packageName(id);
  if (neverBundled.includes(name)) return true;
  return !importer?.includes(`${sep}node_modules${sep}`) && !bundled.includes(name);
}

function packageName(id: string): string {
  return id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Writes URLs relative to a module, `new URL('../x', import.meta.url)`, for a module that is directly in dist/. */
function pathsFromOneFolder(source: string): Plugin {
  return {
    name: 'paths-from-one-folder',
    transform(code, id) {
      if (!id.startsWith(source) || !code.includes('import.meta.url')) return null;
      const moved = code.replace(
        /new URL\('(\.{1,2}\/[^']*)', import\.meta\.url\)/g,
        (_, path: string) => `new URL('${fromOneFolder(source, id, path)}', import.meta.url)`,
      );
      return { code: moved, map: null };
    },
  };
}

function fromOneFolder(source: string, id: string, path: string): string {
  const target = resolve(dirname(id), path);
  if (target.startsWith(source + sep))
    return `./${flat(relative(source, target).replaceAll(sep, '/')).replace(/\.ts$/, '.js')}`;
  const outside = relative(source, target).replaceAll(sep, '/');
  return path.endsWith('/') ? `${outside}/` : outside;
}

/** The folders of the packages of modules. */
function packagesOf(modules: readonly string[]): string[] {
  const inPackage = /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/;
  return [...new Set(modules.flatMap((id) => inPackage.exec(id)?.[0] ?? []))].sort();
}

/** The licenses of bundled packages, which ask to be passed on with the code. */
function licensesOf(packages: readonly string[]): string {
  const texts = packages.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file));
    const lines = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...lines].join('\n\n');
  });
  return `The files of this folder contain these packages.\n\n${texts.join('\n\n---\n\n')}\n`;
}
