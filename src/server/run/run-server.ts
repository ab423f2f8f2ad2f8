import { readSettings } from '../config.ts';
import { printSetupLink } from '../print-setup-link.ts';
import type { NameSources } from '../settings/name-sources.ts';
import { type CommandLine, environmentOf } from '../settings/sources.ts';
import { returnMemory } from './return-memory.ts';
import { runUntilStopped } from './run-until-stopped.ts';

/** Runs a server, or the supervisor of several, until a signal arrives. Problems are one line on standard error. */
export async function runServer(env: NodeJS.ProcessEnv, commandLine: CommandLine = {}): Promise<void> {
  let name: NameSources = (message) => message;
  const start = async () => {
    const { config, sources } = readSettings(env, commandLine);
    name = config.nameSources;
    // Loaded only if needed: a supervisor stays small without the server, and a server without the supervisor.
    if (config.workers === 1) {
      const { onlyProcess, serve } = await import('../serve.ts');
      return serve(config, printSetupLink, { ...onlyProcess, onPrepared: returnMemory });
    }
    return (await import('../workers/supervise.ts')).supervise(config, environmentOf(env, sources));
  };
  await runUntilStopped(start, { name: (problem) => name(problem) });
}
