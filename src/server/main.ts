import { readConfig } from './config.ts';
import { ignoreClosedPipes } from './output-pipes.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { serve } from './serve.ts';

// Starts the server with the settings of the environment. bin/start.js comes here with Node's compile cache on.
ignoreClosedPipes();
await runUntilStopped(async () => serve(readConfig(process.env), printSetupLink));

function printSetupLink(link: string): void {
  process.stdout.write(
    `\nThis database is empty. Open this one-time link to create the first organization and its administrator:\n\n  ${link}\n\n`,
  );
}
