import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findChromium } from './chromium.ts';

const buildScript = fileURLToPath(new URL('../../../scripts/build-dashboard.ts', import.meta.url));

/** Builds the dashboard for the browser tests, if a browser is installed and what `npm ci` has built is not current. */
export async function setup(): Promise<void> {
  if (findChromium() === null) return;
  // In a separate process, because Vitest's NODE_ENV would make it a development build.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [buildScript, '--if-changed'], { env });
}
