import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { demoOrganization, demoTeam } from '../src/cli/demo/team.ts';
import { withDatabaseOf } from '../src/cli/with-database.ts';
import { readConfig } from '../src/server/config.ts';
import { serve } from '../src/server/serve.ts';
import { chromiumArguments, findChromium } from '../test/support/browser/chromium.ts';
import { freePort } from '../test/support/databases/postgres-server.ts';
import { prepareScreenshots } from './screenshot-data.ts';
import { openConsentPage, startDeviceRequest } from './screenshot-requests.ts';

/**
 * Takes a screenshot of every page for docs/screenshots/: `npm run build && npm run screenshots`. The demo's
 * data is in a temporary database, so the secrets in the screenshots do not work.
 */
const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const executablePath = findChromium();
if (executablePath === null)
  throw new Error('Chromium was not found; install it, or set SPEDY_CHROMIUM to its path');

const temporary = mkdtempSync(join(tmpdir(), 'spedy-screenshots-'));
const config = readConfig({
  PORT: String(await freePort()),
  DATABASE_URL: `sqlite:${join(temporary, 'demo.db')}`,
  SPEDY_DEFAULT_ORGANIZATION: demoOrganization.slug,
  // The connection doctor's report must not depend on the network.
  SPEDY_CLIENT_METADATA_DOCUMENTS: 'off',
  LOG_LEVEL: 'error',
});
await withDatabaseOf(config, ({ db, now }) => prepareScreenshots(db, now));
const server = await serve(config, () => {});
const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
try {
  mkdirSync(folder, { recursive: true });
  await takeAll(browser, config.baseUrl.origin);
} finally {
  await browser.close();
  await server.close();
  rmSync(temporary, { recursive: true, force: true });
}

async function takeAll(browser: Browser, origin: string): Promise<void> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(demoTeam.ada.email);
  await page.getByLabel('Password', { exact: true }).fill(demoTeam.ada.password);
  await take(page, 'sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();

  await waitForHeading(page, 'Access Tokens');
  await take(page, 'access-tokens');
  await takeDark(page, 'access-tokens-dark');
  await page.setViewportSize({ width: 375, height: 800 });
  await take(page, 'access-tokens-phone');
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole('button', { name: 'Create Token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Deploy preview');
  await take(page, 'create-token');
  await dialog.getByRole('button', { name: 'Create Token' }).click();
  await dialog.getByRole('button', { name: 'Done' }).waitFor();
  await take(page, 'token-secret');
  await dialog.getByRole('button', { name: 'Done' }).click();

  await open(page, '/settings/account/connected-apps', 'Connected apps');
  await take(page, 'connected-apps');
  await takeDark(page, 'connected-apps-dark');

  await open(page, '/settings/account/security', 'Security');
  await take(page, 'security');

  await open(page, '/settings/organization/members', 'Members');
  await take(page, 'members');

  await open(page, '/settings/organization/policy', 'Policy');
  await take(page, 'policy');
  await page.getByLabel('Revoke unused tokens after (days)').fill('90');
  await page.getByLabel('Require two-factor authentication').check();
  await page.getByRole('button', { name: 'Review and save' }).click();
  const confirmation = page.getByRole('alertdialog');
  await confirmation.waitFor();
  await take(page, 'policy-dry-run');
  await confirmation.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();

  await open(page, '/settings/organization/tokens', 'Tokens');
  await page.getByLabel('Select Old laptop (Tim Okafor)').check();
  await take(page, 'tokens');

  await open(page, '/settings/organization/applications', 'Apps');
  await take(page, 'applications');
  await takeDark(page, 'applications-dark');
  await page.getByRole('link', { name: 'By member' }).click();
  await page.getByRole('table').waitFor();
  await take(page, 'connections');
  await open(page, '/settings/organization/connection', 'Connection doctor');
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByText('Clients can connect').first().waitFor();
  await take(page, 'connection-doctor');

  await open(page, '/settings/organization/audit-log', 'Audit log');
  const change = page.getByRole('row', { name: 'Changed the organization' });
  await change.getByRole('button', { name: 'Details' }).click();
  await take(page, 'audit-log');

  await openConsentPage(page, 'Desk Assistant', 'http://127.0.0.1:33418/callback');
  await takeWhole(page, 'consent');
  await takeDark(page, 'consent-dark');
  await page.goto(`/device?user_code=${await startDeviceRequest(page, 'Meeting Room Screen')}`);
  await waitForHeading(page, 'Connect a device');
  await take(page, 'device');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Authorize' }).waitFor();
  await takeWhole(page, 'device-consent');
  await takeDark(page, 'device-consent-dark');
  await open(page, '/docs#post-api-v1-me-tokens', 'API reference');
  await page.getByText('idempotency-key').waitFor();
  await take(page, 'api-reference');
}

async function open(page: Page, path: string, title: string): Promise<void> {
  await page.goto(path);
  await waitForHeading(page, title);
}

function waitForHeading(page: Page, title: string): Promise<void> {
  return page.getByRole('heading', { name: title, exact: true, level: 1 }).waitFor();
}

/** Takes a screenshot once no request is pending, so that it does not show a half-loaded page. */
async function take(page: Page, name: string, fullPage = false): Promise<void> {
  await page.waitForLoadState('networkidle');
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide', fullPage });
}

/** Takes a screenshot of the whole page, which may be longer than the window. */
function takeWhole(page: Page, name: string): Promise<void> {
  return take(page, name, true);
}

async function takeDark(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await takeWhole(page, name);
  await page.emulateMedia({ colorScheme: 'light' });
}
