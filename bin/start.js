// Starts the server. This is plain JavaScript to save memory: it enables the compile cache first, so Node finds every
// module compiled and without types. The code that strips types, 17 MB, is loaded only for files that are not cached.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// The folder of src/cli/compile-cache.ts.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/spedy', import.meta.url)));
await import('../src/server/main.ts');
