import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { demoTeam } from '../src/cli/demo/team.ts';
import { takeBoards } from './screenshot-boards.ts';
import { takeMembers } from './screenshot-members.ts';
import { takeMessages } from './screenshot-messages.ts';
import { takeOrganization } from './screenshot-organization.ts';
import { openConsentPage, startDeviceRequest } from './screenshot-requests.ts';
import { startScreenshotSite } from './screenshot-site.ts';

/**
 * Takes a screenshot of every page for docs/screenshots/: `npm run build && npm run screenshots`. The demo's
 * data is in a temporary database, so the secrets in the screenshots do not work.
 */
const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const site = await startScreenshotSite();
const { mailServer, origin } = site;
try {
  mkdirSync(folder, { recursive: true });
  await takeAll(site.browser, origin);
  await takeMessages(site.browser, join(folder, 'messages'));
} finally {
  await site.close();
}

async function takeAll(browser: Browser, origin: string): Promise<void> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto('/forgot-password');
  await page.getByLabel('Email').fill(demoTeam.tim.email);
  await take(page, 'forgot-password');
  await page.getByRole('button', { name: 'Send link' }).click();
  await page.goto(await linkTo(demoTeam.tim.email));
  await waitForHeading(page, 'Set a new password');
  await page.getByText('All your sessions end').waitFor();
  await take(page, 'reset-password');
  await page.goto('/sign-in');
  await page.getByText('Other organization', { exact: true }).click();
  await take(page, 'other-organization');
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(demoTeam.ada.email);
  await page.getByLabel('Password', { exact: true }).fill(demoTeam.ada.password);
  await take(page, 'sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();

  await waitForHeading(page, 'Home');
  await page.getByText('no second factor').first().waitFor();
  await take(page, 'home');
  await takeDark(page, 'home-dark');
  await takeOnPhone(page, 'home-phone');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('token');
  await page.getByRole('status').filter({ hasText: 'results' }).waitFor({ state: 'attached' });
  await take(page, 'search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await take(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await takeBoards(page, { take, takeDark, takeOnPhone });
  await page.goto('/settings/account/access-tokens');
  await waitForHeading(page, 'Access Tokens');
  await take(page, 'access-tokens');
  await takeDark(page, 'access-tokens-dark');
  await takeOnPhone(page, 'access-tokens-phone');

  await page.getByRole('button', { name: 'Create Token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Deploy preview');
  await take(page, 'create-token');
  await dialog.getByRole('button', { name: 'Create Token' }).click();
  await dialog.getByRole('button', { name: 'Done' }).waitFor();
  await take(page, 'token-secret');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: 'Nightly sync' }).click();
  await waitForHeading(page, 'Nightly sync');
  await takeWhole(page, 'token');
  await takeOnPhone(page, 'token-phone');

  await open(page, '/settings/account/connected-apps', 'Connected apps');
  await take(page, 'connected-apps');
  await takeDark(page, 'connected-apps-dark');

  await open(page, '/settings/account/security', 'Security');
  await take(page, 'security');
  await takeOnPhone(page, 'security-phone');

  await takeConfirmation(page);

  await open(page, '/settings/account/profile', 'Profile');
  await page.getByRole('button', { name: 'Change email' }).click();
  await page.getByRole('dialog').getByLabel('New email').fill('ada.lovelace@acme.example');
  await page.getByRole('dialog').getByRole('button', { name: 'Send links' }).click();
  await page.getByText('waits for its confirmations').waitFor();
  await take(page, 'profile');
  const other = await page.context().newPage();
  await other.goto(await linkTo('ada.lovelace@acme.example'));
  await other.getByRole('button', { name: 'Confirm the change' }).waitFor();
  await take(other, 'confirm-email');
  await other.close();
  await page.getByRole('button', { name: 'Cancel the change' }).click();
  await open(page, '/settings/account/notifications', 'Notifications');
  await page.getByText('Seven days and one day before').waitFor();
  await take(page, 'notifications');
  await takeOnPhone(page, 'notifications-phone');

  await takeMembers(browser, page, origin, { take, takeWhole, takeOnPhone });

  await takeOrganization(page, { take, takeWhole, takeOnPhone });

  await open(page, '/settings/organization/tokens', 'Tokens');
  await page.getByLabel('Select Old laptop (Tim Okafor)').check();
  await take(page, 'tokens');
  await page.getByRole('button', { name: 'Revoke selected' }).click();
  await page.getByRole('alertdialog').waitFor();
  await take(page, 'tokens-revoke');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Which token is this?' }).click();
  await page
    .getByRole('dialog')
    .getByLabel('Token')
    .fill(await createToken(page));
  await page.getByRole('button', { name: 'Identify' }).click();
  await page.getByText('Show this token').waitFor();
  await take(page, 'tokens-identify');

  await open(page, '/connect?tool=cursor', 'Connect a tool');
  await take(page, 'connect');

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

  await inviteNobody(page);
  await open(page, '/settings/organization/messages', 'Messages');
  await page.getByText('No such user here').waitFor();
  await take(page, 'messages');

  await open(page, '/settings/organization/audit-log', 'Audit log');
  await page.getByRole('button', { name: 'Details' }).first().click();
  await take(page, 'audit-log');

  await leakToken(page);
  await open(page, '/settings/account/profile', 'Profile');
  await page.getByRole('button', { name: /^Notices, / }).click();
  await page.getByRole('dialog').getByText('was found in a public place').waitFor();
  await take(page, 'notices');

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

/** Shows the dialog of a session that was confirmed long ago, which this new session is not. */
async function takeConfirmation(page: Page): Promise<void> {
  const path = '**/api/v1/me/tokens';
  const json = { statusCode: 403, error: 'Forbidden', code: 'confirmation_required', message: '' };
  await page.route(path, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 403, json }) : route.fallback(),
  );
  await open(page, '/settings/account/access-tokens', 'Access Tokens');
  await page.getByRole('button', { name: 'Create Token' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Nightly build');
  await form.getByRole('button', { name: 'Create Token' }).click();
  await page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor();
  await take(page, 'confirmation');
  await page.unroute(path);
}

/** Waits for a message to an address. Returns its link. */
async function linkTo(address: string): Promise<string> {
  for (;;) {
    const found = mailServer.received.find(({ to, link }) => to.includes(address) && link !== '');
    if (found) return found.link;
    await setTimeout(100);
  }
}

/** Invites an address that the mail server refuses, and waits until the server has tried. */
async function inviteNobody(page: Page): Promise<void> {
  const body = { email: 'nobody@acme.example', role: 'CUSTOMER' };
  const headers = { origin: origin };
  await page.request.post('/api/v1/organization/invitations', { data: body, headers });
  for (;;) {
    const unsent = await page.request.get('/api/v1/organization/mail');
    if ((await unsent.text()).includes('No such user here')) return;
    await setTimeout(100);
  }
}

/** Creates a token and reports it as leaked, which makes a notice. */
async function leakToken(page: Page): Promise<void> {
  const token = await createToken(page);
  const reported = await page.request.post('/api/v1/leaked-tokens', { data: { tokens: [token] } });
  if (!reported.ok()) throw new Error('there is no leaked token');
}

/** Creates a token. Returns its secret. */
async function createToken(page: Page): Promise<string> {
  const headers = { origin };
  const expiresAt = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString();
  const data = { name: 'Website build', expiresAt };
  const created = await page.request.post('/api/v1/me/tokens', { data, headers });
  if (!created.ok()) throw new Error(`cannot create a token: ${await created.text()}`);
  return (await created.json()).token;
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

/** Takes a screenshot at the width of a phone. */
async function takeOnPhone(page: Page, name: string): Promise<void> {
  const desktop = page.viewportSize();
  await page.setViewportSize({ width: 375, height: 800 });
  await takeWhole(page, name);
  if (desktop) await page.setViewportSize(desktop);
}

async function takeDark(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await takeWhole(page, name);
  await page.emulateMedia({ colorScheme: 'light' });
}
