import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { demoTeam } from '../src/cli/demo/team.ts';
import { withDatabaseOf } from '../src/cli/with-database.ts';
import { readConfig } from '../src/server/config.ts';
import { serve } from '../src/server/serve.ts';
import { chromiumArguments, findChromium } from '../test/support/browser/chromium.ts';
import { freePort } from '../test/support/databases/postgres-server.ts';
import { prepareScreenshots } from './screenshot-data.ts';

/**
 * Measures the time from the navigation to the first usable element of a page: `npm run build && npm run
 * measure:start`. Cold is a new browser profile, warm is one with the dashboard's files in its cache.
 */
const runs = 9;
const pages = [
  { name: 'Sign-in', path: '/sign-in', usable: 'input[name=email]' },
  { name: 'Home', path: '/', usable: '#attention' },
  { name: 'Access Tokens', path: '/settings/account/access-tokens', usable: 'tbody button' },
] as const;

const executablePath = findChromium();
if (executablePath === null)
  throw new Error('Chromium was not found; install it, or set SPEDY_CHROMIUM to its path');

const temporary = mkdtempSync(join(tmpdir(), 'spedy-measure-'));
const config = readConfig({
  PORT: String(await freePort()),
  DATABASE_URL: `sqlite:${join(temporary, 'demo.db')}`,
  LOG_LEVEL: 'error',
});
await withDatabaseOf(config, ({ db, now }) => prepareScreenshots(db, now));
const origin = `http://acme-corp.localhost:${config.port}`;
const server = await serve(config, () => {});
const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
try {
  await measureAll(browser);
} finally {
  await browser.close();
  await server.close();
  rmSync(temporary, { recursive: true, force: true });
}

async function measureAll(browser: Browser): Promise<void> {
  const signedIn = await signIn(browser);
  for (const page of pages) {
    const open = () => browser.newContext(page.name === 'Sign-in' ? {} : { storageState: signedIn });
    const cold: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const context = await open();
      cold.push(await timeOf(context, page));
      await context.close();
    }
    report(page.name, 'cold', cold);
    const context = await open();
    await timeOf(context, page);
    const warm: number[] = [];
    for (let run = 0; run < runs; run += 1) warm.push(await timeOf(context, page));
    await context.close();
    report(page.name, 'warm', warm);
  }
}

/** Signs in. Returns the browser's storage state. */
async function signIn(browser: Browser) {
  const { email, password } = demoTeam.ada;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Create Token' }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Returns the milliseconds until a page is usable, by the page's clock, which starts with the navigation. */
async function timeOf(context: BrowserContext, { path, usable }: (typeof pages)[number]): Promise<number> {
  await untilIdle();
  const page = await context.newPage();
  await page.addInitScript(`new MutationObserver((_, observer) => {
    if (!document.querySelector(${JSON.stringify(usable)})) return;
    window.usableAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });`);
  await page.goto(`${origin}${path}`);
  await page.locator(usable).first().waitFor();
  const time = await page.evaluate<number>('Math.round(window.usableAt)');
  await page.close();
  return time;
}

/** Waits until the machine has been idle for half a second, at most ten seconds. */
async function untilIdle(): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const before = cpuTimes();
    await setTimeoutAsync(500);
    const after = cpuTimes();
    if (after.idle - before.idle > 0.9 * (after.total - before.total)) return;
  }
}

function cpuTimes() {
  const all = cpus().flatMap(({ times }) => Object.values(times));
  const idle = cpus().reduce((sum, { times }) => sum + times.idle, 0);
  return { idle, total: all.reduce((sum, time) => sum + time, 0) };
}

function report(page: string, profile: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const figures = `median ${sorted[Math.floor(runs / 2)]} ms, worst ${sorted.at(-1)} ms`;
  process.stdout.write(`${page}, ${profile}: ${figures} (load ${loadavg()[0]?.toFixed(1)})\n`);
}
