import { readConfig } from './config.ts';
import { runUntilStopped } from './run.ts';
import { serve } from './serve.ts';

/** Starts the server with the settings of the environment. */
export function start(): Promise<void> {
  return runUntilStopped(() => {
    const config = readConfig(process.env);
    return serve(config, (link) => {
      process.stdout.write(
        `\nThis database is empty. Open this one-time link to create the first organization and its administrator:\n\n  ${link}\n\n`,
      );
    });
  });
}
