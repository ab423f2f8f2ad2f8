// Where the program is: TypeScript in the repository, JavaScript in the package, because Node strips no types below
// node_modules. Plain JavaScript to save memory: the compile cache is on before the first module of the program loads, so Node
// finds every module compiled and without types. The code that strips types, 17 MB, is loaded only for files that are not cached.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const isRepository = existsSync(new URL('../src/cli/main.ts', import.meta.url));

/**
 * Loads a module of the program.
 * @param {string} path in src/, without its ending
 */
export function load(path) {
  // The folder of src/cli/compile-cache.ts.
  nodeModule.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/spedy', import.meta.url)));
  return import(isRepository ? `../src/${path}.ts` : `../dist/${path}.js`);
}
