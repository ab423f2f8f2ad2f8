import type { Server as NodeServer } from 'node:http';
import { createLogger } from '../../http/responses/logging.ts';
import type { Config } from '../config.ts';
import type { Running } from '../run/running.ts';
import { MachineLimits } from './machine-limits.ts';
import { bindSockets } from './sockets.ts';
import { Supervisor } from './supervisor.ts';

/**
 * Runs the worker processes of SPEDY_WORKERS. SIGHUP replaces them one after the other. Does not load the server itself,
 * so that it needs little memory.
 * @param environment of the workers; it has all settings
 * @throws ListenError if a port cannot be used; WorkersFailed if a worker cannot start
 */
export async function supervise(config: Config, environment: NodeJS.ProcessEnv): Promise<Running> {
  const log = createLogger(config.logLevel, { format: config.logFormat, name: config.nameSources });
  for (const warning of config.warnings) log.warn(warning);
  const sockets = await bindSockets(config, config.workers);
  const limits = new MachineLimits(config.workers);
  const metrics = await prepareMetrics(config, () => supervisor.workers);
  const supervisor: Supervisor = new Supervisor(log, sockets, environment, {
    worker: (worker) => {
      limits.add(worker);
      metrics?.add(worker);
    },
    message: (worker, message) => {
      if (message.kind === 'questions') limits.answer(worker, message.questions);
      if (message.kind === 'metrics') metrics?.update(worker, message.metrics);
    },
    failed: ({ message }) => void endAfter(config.nameSources(message), stop),
  });
  let listener: NodeServer | undefined;
  let stopping: Promise<void> | null = null;
  const stop = () => {
    if (stopping) return stopping;
    listener?.close();
    // Otherwise the kernel would go on to accept connections, for workers that no longer come.
    for (const socket of new Set(sockets.flat())) socket.close();
    stopping = supervisor.stop();
    return stopping;
  };
  process.on('SIGHUP', () => supervisor.roll());
  try {
    listener = await metrics?.listen(config);
    await supervisor.start();
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  return { close: stop };
}

/** Loads the metrics library only if the settings have a port for them. */
async function prepareMetrics({ metricsPort }: Config, workers: () => Supervisor['workers']) {
  if (metricsPort === null) return null;
  const { MachineMetrics } = await import('./machine-metrics.ts');
  return new MachineMetrics(workers);
}

/** Ends the server because of workers that do not stay alive. */
async function endAfter(problem: string, stop: () => Promise<void>): Promise<void> {
  process.stderr.write(`${problem}\n`);
  await stop().catch(() => {});
  process.exit(1);
}
