// One of the processes of SPEDY_WORKERS, started by src/server/workers/worker-process.ts. Plain JavaScript for the same
// reason as start.js.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// The folder of src/cli/compile-cache.ts.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/spedy', import.meta.url)));
await import('../src/server/workers/worker.ts');
