import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Next to the installed packages, so that no other user can write code that this program runs. */
const folder = fileURLToPath(new URL('../../node_modules/.cache/spedy', import.meta.url));

/**
 * Caches compiled modules between starts, which makes each start about a quarter faster. Does not cache
 * modules imported before this call. Has no effect if the folder is not writable.
 */
export function keepCompiledModules(): void {
  enableCompileCache(folder);
}
