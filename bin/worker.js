// One of the processes of SPEDY_WORKERS, started by src/server/workers/worker-process.ts.
import { load } from './program.js';

await load('server/workers/worker');
