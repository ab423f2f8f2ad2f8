import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const buildScript = fileURLToPath(new URL('../../../scripts/build-dashboard.ts', import.meta.url));

/** Builds the dashboard and the help for the tests, if those that `npm ci` has built are not current. */
export async function setup(): Promise<void> {
  // In a separate process, because Vitest's NODE_ENV would make it a development build.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [buildScript, '--if-changed'], { env });
}
