import { readConfig } from './config.ts';
import { ignoreClosedPipes } from './output-pipes.ts';
import { printSetupLink } from './print-setup-link.ts';
import { runUntilStopped } from './run-until-stopped.ts';

// Starts the server with the settings of the environment. bin/start.js comes here with Node's compile cache on.
ignoreClosedPipes();
await runUntilStopped(async () => {
  const config = readConfig(process.env);
  // Loaded only if needed: a supervisor stays small without the server, and a server without the supervisor.
  if (config.workers === 1) return (await import('./serve.ts')).serve(config, printSetupLink);
  return (await import('./workers/supervise.ts')).supervise(config);
});
