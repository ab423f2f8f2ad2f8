import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noteChanges } from '../../../src/storage/changes/note-changes.ts';
import { inTransaction } from '../../../src/storage/database.ts';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { codeAt, enroll } from '../../support/second-factor.ts';
import { copiedText, createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';
import { type Member, password } from '../../support/world.ts';

const api = '/api/v1/me/two-factor';
const security = '/settings/account/security';

describeInBrowser('two-factor authentication', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  /** Returns the code of the step `steps` from now. The code of a step works once. */
  const codeOf = (secret: string, steps = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: site.clock.now() + steps * 30_000,
    });

  /** Creates a member with a second factor. The code of the current step is already used. */
  async function enrolled() {
    const member = await site.newMember();
    const cookie = await site.signIn(member);
    const begun = await site.send('POST', api, { cookie, body: { currentPassword: password } });
    const secret: string = begun.body.secret;
    const confirmed = await site.send('POST', `${api}/confirm`, { cookie, body: { code: codeOf(secret) } });
    const backupCodes: string[] = confirmed.body.backupCodes;
    return { member, cookie, secret, backupCodes };
  }
  async function signedIn(member: Member, path: string): Promise<Page> {
    const page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto(path);
    return page;
  }

  /** Sets up a second factor, up to the backup codes. Returns the secret. */
  async function setUp(page: Page): Promise<string> {
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    await page.getByRole('button', { name: 'Copy the key' }).click();
    const secret = await copiedText(page);
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('list', { name: 'Backup codes' }).waitFor();
    return secret;
  }

  it('is set up with the password, a QR code and a first code, and then required at sign-in', async () => {
    const member = await site.newMember();
    const page = await signedIn(member, security);
    const secret = await setUp(page);
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await page.getByText('10 backup codes left').waitFor();

    const other = await openPage(site.origin);
    await other.goto('/sign-in');
    await submitSignIn(other, member);
    await other.locator('[name=code]:focus').waitFor();
    await other.getByLabel('Code').fill('000000');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByText('The code is incorrect').waitFor();
    await other.getByLabel('Code').fill(codeOf(secret, 1));
    await other.getByRole('button', { name: 'Sign in' }).click();
    await waitForHeading(other, 'Home');
  });

  it('shows a wrong password or code at its field', async () => {
    const page = await signedIn(await site.newMember(), security);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByLabel('Current password').fill('not my password');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('The current password is incorrect.').waitFor();
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('The code is incorrect').waitFor();
    await page.locator('[name=code]:focus').waitFor();
  });

  it('offers ten backup codes to copy or download, and asks before they are lost', async () => {
    const page = await signedIn(await site.newMember(), security);
    await setUp(page);
    const codes = await page
      .getByRole('list', { name: 'Backup codes' })
      .getByRole('listitem')
      .allTextContents();
    expect(new Set(codes).size).toBe(10);

    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog', { name: 'Close without saving the codes?' }).waitFor();
    await page.getByRole('button', { name: 'Go back' }).click();

    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(await copiedText(page)).toBe(codes.join('\n'));

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('backup-codes-acme-corp.txt');
  });

  it('accepts a backup code, and warns when few are left', async () => {
    const { member, backupCodes } = await enrolled();
    const page = await openPage(site.origin);
    await page.goto(`/sign-in?returnTo=${security}`);
    await submitSignIn(page, member);
    await page.getByLabel('Code').fill(backupCodes[0]?.toUpperCase().replace('-', ' ') ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('9 backup codes left').waitFor();

    for (const code of backupCodes.slice(1, 8)) {
      const body = { email: member.email, password, code };
      expect((await site.send('POST', '/api/v1/auth/login', { body })).status).toBe(200);
    }
    await page.reload();
    await page.getByText('2 backup codes left').waitFor();
    await page.getByText('Generate new codes while you can still sign in').waitFor();
  });

  it('replaces the backup codes after asking for a code', async () => {
    const { cookie, backupCodes, secret } = await enrolled();
    const page = await openPage(site.origin, { cookie });
    await page.goto(security);
    await page.getByRole('button', { name: 'New backup codes' }).click();
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1));
    await page.getByRole('button', { name: 'Generate codes' }).click();
    const list = page.getByRole('list', { name: 'Backup codes' });
    await list.waitFor();
    const codes = await list.getByRole('listitem').allTextContents();
    expect(codes).toHaveLength(10);
    expect(codes.filter((code) => backupCodes.includes(code))).toEqual([]);
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await page.getByText('10 backup codes left').waitFor();
  });

  it('is turned off with the password and a code', async () => {
    const { member, cookie, secret } = await enrolled();
    const page = await openPage(site.origin, { cookie });
    await page.goto(security);
    await page.getByRole('button', { name: 'Turn off' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await dialog.getByText('Enter the code.').waitFor();
    await dialog.getByLabel('Current password').fill(password);
    await dialog.getByLabel('Code').fill(codeOf(secret, 1));
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('button', { name: 'Set up' }).waitFor();
    await site.signIn(member);
  });
});

describeInBrowser('required two-factor authentication', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
    const body = { policy: { twoFactorRequired: true } };
    const changed = await site.send('PATCH', '/api/v1/organization', { token: site.adminToken, body });
    expect(changed.status, changed.text).toBe(200);
  });
  afterAll(() => site.close());

  it('redirects a member to the setup, explains why, and continues afterwards', async () => {
    const page = await openPage(site.origin);
    await page.goto('/settings/account/access-tokens');
    await submitSignIn(page, site.teamMember);
    await page.getByText('acme-corp requires two-factor authentication').waitFor();
    expect(new URL(page.url()).pathname).toBe(security);
    expect(await page.getByRole('button', { name: 'Change password' }).count()).toBe(0);

    await page.getByRole('link', { name: 'Access Tokens' }).click();
    await page.getByText('acme-corp requires two-factor authentication').waitFor();

    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Continue' }).click();
    const secret = (await page.locator('code').textContent())?.replaceAll(' ', '') ?? '';
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: site.clock.now() });
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await waitForHeading(page, 'Access Tokens');
    await page.getByRole('rowheader', { name: 'CI Pipeline' }).waitFor();

    await page.getByRole('link', { name: 'Security' }).click();
    await page.getByText('Your organization requires it').waitFor();
    expect(await page.getByRole('button', { name: 'Turn off' }).count()).toBe(0);
  });

  it('redirects a session without a code to enter one, and continues afterwards', async () => {
    const member = await site.newMember();
    const { cookie, secret } = await enroll(site, member);
    await inTransaction(site.db, async (trx) => {
      const unmarked = { second_factor: null, second_factor_at: null };
      await trx.updateTable('sessions').set(unmarked).where('user_id', '=', member.id).execute();
      await noteChanges(trx, null, [member.id]);
    });
    const page = await openPage(site.origin, { cookie });
    await page.goto('/settings/account/connected-apps');
    await page.getByText('You signed in without your second factor').waitFor();
    expect(new URL(page.url()).pathname).toBe(security);
    expect(await page.getByRole('button', { name: 'Change password' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Use it now' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Code', { exact: true }).fill('000000');
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await dialog.getByText('The code is incorrect').waitFor();
    await dialog.getByLabel('Code', { exact: true }).fill(codeAt(secret, Date.now() + 30_000));
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await waitForHeading(page, 'Connected apps');
    await page.getByRole('link', { name: 'Security' }).click();
    await page.getByText('Password and authenticator app').waitFor();
  });
});
