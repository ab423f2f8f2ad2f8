import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { ignoreClosedPipes } from '../output-pipes.ts';
import { printSetupLink } from '../print-setup-link.ts';
import { returnMemory } from '../run/return-memory.ts';
import { runUntilStopped } from '../run/run-until-stopped.ts';
import { type RunningServer, serve } from '../serve.ts';
import { fewestConnections } from '../settings/server-settings.ts';
import { listenOn } from './listen-on.ts';
import { type FromWorker, isToWorker } from './messages.ts';
import { Questions } from './questions.ts';
import { sharedLimits } from './shared-limits.ts';
import { WorkerMetrics } from './worker-metrics.ts';

// One of the processes of SPEDY_WORKERS. bin/worker.js comes here with Node's compile cache on.

/** Time limit in milliseconds for a worker that another one has replaced; after it the process exits anyway. */
const retireLimit = 15_000;

const { values } = parseArgs({
  options: {
    /** The number of sockets to listen on, inherited from the supervisor. */
    sockets: { type: 'string', default: '1' },
    announces: { type: 'boolean', default: false },
    sweeps: { type: 'boolean', default: false },
  },
});

/** Resolves when the message is sent, or cannot be. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.send && process.connected) process.send(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

const questions = new Questions(tell);
const metrics = new WorkerMetrics((sums) => tell({ kind: 'metrics', metrics: sums }));

/**
 * The settings of one worker: all of them together open as many connections as one process would. The supervisor has
 * logged the warnings.
 */
function shareOf(config: Config): Config {
  const share = Math.floor(config.databaseConnections / config.workers);
  return { ...config, warnings: [], databaseConnections: Math.max(fewestConnections, share) };
}

async function start(): Promise<RunningServer> {
  const server = await serve(shareOf(readConfig(process.env)), printSetupLink, {
    announces: values.announces,
    sweeps: values.sweeps,
    limits: sharedLimits(questions),
    listen: (own) => listenOn(own, Number(values.sockets)),
    prepareMetrics: (measured, config) => metrics.record(measured, config),
    onPrepared: () => {
      returnMemory();
      void tell({ kind: 'prepared' });
    },
  });
  void tell({ kind: 'listening' });
  const last = (end: () => Promise<void>) => async () => {
    await end();
    await metrics.report();
  };
  return { ...server, close: last(server.close), retire: last(server.retire) };
}

ignoreClosedPipes();
// A terminal sends it to the whole group; only the supervisor acts on it.
process.on('SIGHUP', () => {});
await runUntilStopped(start, {
  report: async (text) => {
    await tell({ kind: 'failed', text });
    process.disconnect();
  },
  onStopper: (stop) => {
    process.on('message', (message: unknown) => {
      if (!isToWorker(message)) return;
      if (message.kind === 'retire') stop((server) => server.retire(), retireLimit);
      if (message.kind === 'measure') void metrics.report();
      if (message.kind === 'answers') questions.take(message.answers);
    });
    // Without a supervisor, nothing would replace this worker, or stop it.
    process.once('disconnect', () => stop((server) => server.close(), retireLimit));
  },
});
