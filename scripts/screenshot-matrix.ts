import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { demoTeam } from '../src/cli/demo/team.ts';
import { openConsentPage, startDeviceRequest } from './screenshot-requests.ts';
import { startScreenshotSite } from './screenshot-site.ts';

/**
 * Takes a screenshot of every page at every width, light and dark:
 * `npm run build && npm run screenshots:matrix [-- FOLDER]`. The folder (`screenshots` by default) is emptied first.
 * Prints every error in a console, every request to another host, and every page that is wider than its window.
 */
const folder = resolve(process.argv[2] ?? 'screenshots');
const widths = [320, 375, 768, 1_024, 1_280, 1_600] as const;
const schemes = ['light', 'dark'] as const;

/** Every path of the dashboard, which the build writes. */
const pages: readonly { readonly path: string }[] = JSON.parse(
  readFileSync(fileURLToPath(new URL('../dashboard/dist/pages.json', import.meta.url)), 'utf8'),
);
/** Pages that are seen before signing in. */
const signedOut = new Set([
  '/sign-in',
  '/invitation',
  '/forgot-password',
  '/reset-password',
  '/confirm-email',
  '/docs',
]);

const missing = '/settings/no-such-page';

/** Pages that need a request of an app to be of interest. */
const opened: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  '/consent': (page) => openConsentPage(page, 'Desk Assistant', 'http://127.0.0.1:33418/callback'),
  '/device': async (page) => {
    await page.goto('/docs');
    await page.goto(`/device?user_code=${await startDeviceRequest(page, 'Meeting Room Screen')}`);
  },
};

/** How to find a value for each parameter in a path: a route of the API, and the field of its first item. */
const parameters: Readonly<Record<string, readonly [path: string, field: string]>> = {
  ':key': ['/api/v1/boards', 'key'],
  ':displayId': ['/api/v1/tickets', 'displayId'],
  ':userId': ['/api/v1/users', 'id'],
  ':tokenId': ['/api/v1/me/tokens', 'id'],
  ':sequence': ['/api/v1/organization/audit-events', 'sequence'],
};

const site = await startScreenshotSite();
const problems: string[] = [];
let taken = 0;
try {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const context = await site.browser.newContext({ baseURL: site.origin, reducedMotion: 'reduce' });
  const visitor = await watchedPage(context);
  for (const { path } of pages)
    if (signedOut.has(path)) await takePage(visitor, path, () => visitor.goto(path));
  await signIn(visitor);
  for (const { path } of pages)
    if (!signedOut.has(path)) {
      const open = opened[path];
      const address = await filledIn(visitor, path);
      await takePage(visitor, path, () => (open ? open(visitor) : visitor.goto(address)));
    }
  await takePage(visitor, '/not-found', () => visitor.goto(missing));
} finally {
  await site.close();
}
process.stdout.write(`${taken} screenshots in ${folder}\n`);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function watchedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => {
    // Chromium reports the status of the page that does not exist.
    const isExpected = page.url().endsWith(missing) && message.text().includes('status of 404');
    if (message.type() === 'error' && !isExpected) problems.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== site.origin)
      problems.push(`${page.url()} requested ${request.url()}`);
  });
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(demoTeam.ada.email);
  await page.getByLabel('Password', { exact: true }).fill(demoTeam.ada.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
}

/** Puts real values in the place of a path's parameters. */
async function filledIn(page: Page, path: string): Promise<string> {
  let filled = path;
  for (const [name] of path.matchAll(/:\w+/g)) {
    const found = parameters[name];
    if (!found) throw new Error(`screenshot-matrix.ts does not know a value for ${name} in ${path}`);
    const [source, field] = found;
    const body: unknown = await (await page.request.get(source)).json();
    const list = Object.values(body ?? {}).find(Array.isArray);
    filled = filled.replace(name, String(list?.[0]?.[field]));
  }
  return filled;
}

/** Opens a page and takes it at every width in both color schemes. */
async function takePage(page: Page, path: string, open: () => Promise<unknown>): Promise<void> {
  await page.setViewportSize({ width: 1_280, height: 800 });
  await open();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  const name = path === '/' ? 'home' : path.slice(1).replaceAll(/[/:]+/g, '-');
  for (const width of widths)
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: width < 700 ? 800 : 900 });
      const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
      if (overflow > 0) problems.push(`${path} is ${overflow} px wider than a window of ${width} px`);
      const file = join(folder, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', fullPage: true });
      taken += 1;
    }
}
