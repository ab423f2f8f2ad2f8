import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';

const path = '/settings/organization/general';
/** A red picture of 2 by 1 pixels. */
const picture = {
  name: 'logo.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR42mM4ISf3H4QBEX8EB9+yiO0AAAAASUVORK5CYII=',
    'base64',
  ),
};

describeInBrowser('the general page of an organization', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  const organization = async () =>
    (await site.send('GET', '/api/v1/organization', { token: site.adminToken })).body;

  it.each([
    { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
  ] as const)('changes the name and the logo, which other pages show ($colorScheme)', async (look) => {
    const page = await openPage(site.origin, { ...look, cookie: await site.signIn(site.admin) });
    await page.goto(path);
    await waitForHeading(page, 'General');
    await page.getByText('The operator of this server sets the plan.').waitFor();
    await page.getByRole('row', { name: 'Personal access tokens' }).waitFor();
    const { name } = await organization();
    const changed = name === 'Acme & Söhne' ? 'Söhne & Co' : 'Acme & Söhne';
    await page.getByLabel('Organization name').fill(`  ${changed} `);
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByText(`Organization renamed to ${changed}.`).waitFor();
    await page.getByRole('banner').getByText(changed).waitFor();
    expect((await organization()).name).toBe(changed);
    await page.getByLabel('Organization name').fill(' ');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await expectAccessible(page);

    const file = page.getByLabel('Logo file');
    await file.setInputFiles({ ...picture, name: 'logo.svg', mimeType: 'image/svg+xml' });
    await page.getByText('Choose a PNG, JPEG or WebP picture.').waitFor();
    await file.setInputFiles({ ...picture, buffer: Buffer.from('no picture') });
    await page.getByText('could not be read as a picture').waitFor();
    await file.setInputFiles(picture);
    const dialog = page.getByRole('dialog', { name: 'Logo' });
    await dialog.getByLabel('A square part').check();
    const drawn = "document.querySelector('canvas').getContext('2d').getImageData(128, 128, 1, 1).data[3]";
    expect(await page.evaluate(drawn)).toBe(255);
    await dialog.getByLabel('Zoom').fill('2');
    await dialog.getByRole('img', { name: 'Preview of the logo', exact: true }).press('ArrowLeft');
    await dialog.getByLabel('Always dark').check();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save logo' }).click();
    await page.getByText('Logo saved.').waitFor();
    const logo = page.getByRole('banner').locator('img');
    await logo.waitFor();
    expect(await page.evaluate("document.querySelector('header img').naturalWidth")).toBe(256);
    expect((await organization()).logo).toMatchObject({ width: 256, height: 256, background: 'dark' });
    await expectAccessible(page);

    const other = await openPage(site.origin);
    await other.goto('/sign-in');
    await other.getByRole('main').locator('img').waitFor();

    await page.getByRole('button', { name: 'Remove logo' }).click();
    await page.getByText('Logo removed.').waitFor();
    await logo.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await logo.waitFor();
    expect((await organization()).logo).toMatchObject({ background: 'dark' });
    await page.getByRole('button', { name: 'Remove logo' }).click();
    await logo.waitFor({ state: 'detached' });
  });
});

describeInBrowser('an address that stops', () => {
  let site: Site;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(() => site.close());

  it('says before what stops, and moves the organization', async () => {
    const cookie = await site.signIn(site.admin);
    const newOrigin = site.origin.replace('acme-corp', 'acme-new');
    const page = await openPage(site.origin, { cookie, allowedOrigins: [newOrigin] });
    await page.goto(path);
    await page.getByRole('button', { name: 'Change address' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Everyone is signed out').waitFor();
    expect(await dialog.getByText('Passkeys do not work').count()).toBe(0);
    await dialog.getByLabel('New address').fill('Acme New');
    await dialog.getByRole('button', { name: 'Change address' }).click();
    await dialog.getByText('Use 1 to 63 lowercase letters').waitFor();
    await site.createOrganization('taken');
    await dialog.getByLabel('New address').fill('taken');
    await dialog.getByRole('button', { name: 'Change address' }).click();
    await dialog.getByText('This address is not available.').waitFor();
    await dialog.getByLabel('New address').fill('acme-new');
    await dialog.getByText(newOrigin, { exact: true }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Change address' }).click();
    await page.getByRole('dialog', { name: 'The address has changed' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Sign in at the new address' }).click();
    await waitForHeading(page, 'Sign in to acme-corp');
    await submitSignIn(page, site.admin);
    await waitForHeading(page, 'General');
    expect(new URL(page.url()).origin).toBe(newOrigin);

    const old = await openPage(site.origin);
    await old.goto('/settings/account/security');
    await old.getByRole('heading', { name: 'No organization at this address' }).waitFor();
  });

  it('is not changed by an administrator who could not sign in at the new one', async () => {
    const cookie = await site.signIn(site.admin);
    await site.db.updateTable('users').set({ password_hash: null }).where('id', '=', site.admin.id).execute();
    const page = await openPage(site.origin, { cookie });
    await page.goto(path);
    await page.getByRole('button', { name: 'Change address' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('You could not sign in at the new address').waitFor();
    await dialog.getByText('You have no password').waitFor();
    expect(await dialog.getByRole('button', { name: 'Change address' }).count()).toBe(0);
  });

  it('is deleted with the organization by typing its name', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto(path);
    await page.getByRole('button', { name: 'Delete organization' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('can restore it for 30 days').waitFor();
    await dialog.getByLabel('To confirm, enter').fill('acme');
    await dialog.getByRole('button', { name: 'Delete organization' }).click();
    await dialog.getByText('Enter the name exactly').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('To confirm, enter').fill('acme-corp');
    await dialog.getByRole('button', { name: 'Delete organization' }).click();
    await page.getByRole('dialog', { name: 'acme-corp was deleted' }).waitFor();
    await page.getByText('ask the operator of this server to restore it').waitFor();
    await expectAccessible(page);
    expect((await site.send('GET', '/api/v1/me', { token: site.adminToken })).status).toBe(404);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('heading', { name: 'No organization at this address' }).waitFor();
  });
});
