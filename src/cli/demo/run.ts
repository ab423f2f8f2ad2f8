import type { Config } from '../../server/config.ts';
import { runUntilStopped } from '../../server/run/run-until-stopped.ts';
import { serve } from '../../server/serve.ts';
import type { Terminal } from '../terminal.ts';
import { withDatabaseOf } from '../with-database.ts';
import { demoBanner } from './banner.ts';
import { prepareDemo } from './prepare.ts';

/** Prepares the demo data and serves it until a signal arrives. Prints the banner once the server listens. */
export async function runDemo(config: Config, { stdout }: Terminal): Promise<void> {
  const prepared = await withDatabaseOf(config, ({ db, now }) => prepareDemo(db, now));
  const start = async () => {
    const running = await serve(config, () => {});
    stdout.write(demoBanner(config, prepared));
    return running;
  };
  await runUntilStopped(start, { name: config.nameSources });
}
