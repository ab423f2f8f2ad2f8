import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumArguments, findChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browsers of the run listen, one for each worker; null where there is no Chromium. */
    browserAddresses: string[] | null;
  }
}

/** Why the tests cannot run, and what to do. */
export const noBrowser = 'no Chromium was found; install one, or name it in SPEDY_CHROMIUM';
const buildScript = fileURLToPath(new URL('../../scripts/build-dashboard.ts', import.meta.url));

/** Builds the dashboard and starts a Chromium for each worker; stopped when the run ends. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  if (executablePath === null) {
    process.stderr.write(`The browser tests cannot run: ${noBrowser}.\n`);
    project.provide('browserAddresses', null);
    return undefined;
  }
  await buildDashboard();
  const launch = () => chromium.launchServer({ executablePath, args: [...chromiumArguments] });
  const servers = await Promise.all(Array.from({ length: Number(project.config.maxWorkers) }, launch));
  project.provide(
    'browserAddresses',
    servers.map((server) => server.wsEndpoint()),
  );
  return async () => void (await Promise.all(servers.map((server) => server.close())));
}

/** In a process of its own: Vitest's NODE_ENV would make it a development build. */
async function buildDashboard(): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [buildScript], { env });
}
