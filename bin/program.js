// Where the program is: TypeScript in the repository, JavaScript in the package, because Node strips no types below
// node_modules. Plain JavaScript to save memory: the compile cache is on before the first module of the program loads, so Node
// finds every module compiled and without types. The code that strips types, 17 MB, is loaded only for files that are not cached.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isRepository = existsSync(new URL('../src/cli/main.ts', import.meta.url));

/**
 * Loads a module of the program.
 * @param {string} path in src/, without its ending
 */
export function load(path) {
  keepCompiledModules();
  return import(isRepository ? `../src/${path}.ts` : `../dist/${path.replaceAll('/', '-')}.js`);
}

/** Keeps what Node compiles for the next start, beside the package, or for this user where they may not write there. */
function keepCompiledModules() {
  const { enableCompileCache, constants } = nodeModule;
  // The folder of src/cli/compile-cache.ts.
  const beside = fileURLToPath(new URL('../node_modules/.cache/spedy', import.meta.url));
  if (enableCompileCache(beside).status !== constants.compileCacheStatus.FAILED) return;
  const own = ownFolder();
  if (own !== null) enableCompileCache(own);
}

/** A folder that only this user can write, because its content is run as the program; null if there is none. */
function ownFolder() {
  try {
    const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spedy');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    return uid === process.getuid?.() && (mode & 0o022) === 0 ? folder : null;
  } catch {
    return null;
  }
}
