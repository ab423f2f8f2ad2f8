import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { codeAt, enroll } from '../../support/second-factor.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

describeInBrowser('the policy page', () => {
  let site: Site;
  let page: Page;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(() => site.close());

  /** Call it after moving the clock, because an older session would have expired. */
  const open = async () => {
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/settings/organization/policy');
    await waitForHeading(page, 'Policy');
    await page.getByLabel('Allow personal access tokens').waitFor();
  };
  const review = () => page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = () => page.getByRole('alertdialog');
  const save = async () => {
    await dialog().getByRole('button', { name: 'Save policy' }).click();
    await page.getByText('Policy saved.').waitFor();
  };
  const saved = async () =>
    (await site.send('GET', '/api/v1/organization', { cookie: await site.signIn(site.admin) })).body;
  const use = (token: string) => site.send('GET', '/api/v1/me', { token });

  it('lists the tokens that will stop working before tokens are turned off', async () => {
    await site.createToken(site.teamMember, { name: '<script>alert(1)</script>' });
    await open();
    await page.getByLabel('Allow personal access tokens').uncheck();
    await page.getByText('Unsaved changes').waitFor();
    await review();
    await dialog().getByText('4 tokens of 3 members will stop working:').waitFor();
    const items = await dialog().getByRole('listitem').allTextContents();
    expect(items).toContain('<script>alert(1)</script> (tim)Paused');
    expect((await use(site.teamMemberToken)).status).toBe(200);
    await save();
    await page.getByText('Unsaved changes').waitFor({ state: 'detached' });
    expectError(await use(site.teamMemberToken), 403, 'pats_disabled');
  });

  it('lists ten tokens and counts the others', async () => {
    for (let count = 0; count < 9; count += 1)
      await site.createToken(site.customer, { name: `token ${count}` });
    await open();
    await page.getByLabel('Allow personal access tokens').uncheck();
    await review();
    await dialog().getByText('12 tokens of 3 members will stop working:').waitFor();
    await dialog().getByText('and 2 more', { exact: true }).waitFor();
  });

  it('lists the unused token that will be revoked permanently', async () => {
    site.clock.advance(40 * day);
    for (const token of [site.adminToken, site.customerToken]) await use(token);
    await site.app.lastUse.flush(true);
    site.clock.advance(minute);
    await open();
    await page.getByLabel('Revoke unused tokens after (days)').fill('30');
    await review();
    await dialog().getByText('1 token of 1 member will stop working:').waitFor();
    await dialog().getByText('CI Pipeline (tim)').waitFor();
    await dialog().getByText('Revoked permanently').waitFor();
    await save();
    await site.app.sweep();
    expectError(await use(site.teamMemberToken), 401, 'token_revoked');
    expect((await use(site.adminToken)).status).toBe(200);
  });

  it('says which events a shorter retention deletes', async () => {
    site.clock.advance(100 * day);
    await open();
    const field = page.getByLabel('Delete events of the audit log after (days)');
    await field.fill('30');
    await review();
    await page.getByText('Enter a whole number from 90 to 3,650, or leave it empty.').waitFor();
    await field.fill('95');
    await review();
    await dialog()
      .getByText(/events of the audit log, from .* 2026 to .* 2026, will be deleted permanently/)
      .waitFor();
    await dialog().getByText("as the server's operator sets it").waitFor();
    await save();
    expect((await saved()).retention).toEqual({ auditDays: 95, operatorAuditDays: null, usageDays: 90 });
  });

  it('says that no tokens stop working, and how many members must set up two-factor', async () => {
    await open();
    await page.getByLabel('Maximum lifetime (days)').fill('90');
    await review();
    await dialog().getByText('No tokens will stop working.').waitFor();
    await dialog().getByText('Maximum lifetime: no limit becomes 90 days').waitFor();
    await save();
    expect((await saved()).policy).toMatchObject({ maxLifetimeDays: 90, twoFactorRequired: false });
    await page.getByLabel('Require two-factor authentication').check();
    await review();
    await dialog().getByText('3 members, including you, must set up two-factor authentication.').waitFor();
    expect(await dialog().getByRole('button', { name: 'Save policy' }).count()).toBe(0);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect((await saved()).policy.twoFactorRequired).toBe(false);
  });

  /** Sets up a second factor from the review to the backup codes. Returns the secret. */
  async function setUpSecondFactor(): Promise<string> {
    await dialog().getByRole('button', { name: 'Set up two-factor' }).click();
    const setup = page.getByRole('dialog');
    await setup.getByLabel('Current password').fill(password);
    await setup.getByRole('button', { name: 'Continue' }).click();
    const secret = (await setup.locator('code').textContent())?.replaceAll(' ', '') ?? '';
    await setup.getByLabel('Code', { exact: true }).fill(codeAt(secret, site.clock.now()));
    await setup.getByRole('button', { name: 'Turn on' }).click();
    await setup.getByRole('button', { name: 'I have saved them' }).click();
    return secret;
  }

  it.each([
    [375, 800],
    [1_280, 900],
  ])(
    'makes an admin who requires a second factor set up their own first, at %i x %i',
    async (width, height) => {
      await open();
      await page.setViewportSize({ width, height });
      await page.getByLabel('Maximum lifetime (days)').fill('90');
      await page.getByLabel('Require two-factor authentication').check();
      await review();
      await dialog().getByText('3 members, including you, must').waitFor();
      await setUpSecondFactor();
      await dialog().getByText('2 members must set up two-factor authentication.').waitFor();
      await dialog().getByText('Maximum lifetime: no limit becomes 90 days').waitFor();
      await save();
      await page.getByText('Unsaved changes').waitFor({ state: 'detached' });
      await page.goto('/settings/organization/members');
      await waitForHeading(page, 'Members');
      const policy = await site.send('GET', '/api/v1/organization', { token: site.adminToken });
      expect(policy.body.policy).toMatchObject({ twoFactorRequired: true, maxLifetimeDays: 90 });
    },
  );

  it('says if only you have no second factor', async () => {
    for (const member of [site.teamMember, site.customer]) await enroll(site, member);
    await open();
    await page.getByLabel('Require two-factor authentication').check();
    await review();
    await dialog().getByText('You are the only member without two-factor authentication.').waitFor();
  });

  it('keeps the changes if the setup is canceled', async () => {
    await open();
    await page.getByLabel('Require two-factor authentication').check();
    await review();
    await dialog().getByRole('button', { name: 'Set up two-factor' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Unsaved changes').waitFor();
    expect(await page.getByLabel('Require two-factor authentication').isChecked()).toBe(true);
    expect((await saved()).policy.twoFactorRequired).toBe(false);
  });

  it('shows an invalid number of days at its field, and sends no request', async () => {
    await open();
    await page.getByLabel('Maximum lifetime (days)').fill('soon');
    await review();
    await page.getByText('Enter a whole number from 1 to 3,650, or leave it empty.').waitFor();
    await page.locator('[aria-invalid=true]:focus').waitFor();
    expect(await dialog().count()).toBe(0);
  });

  it('asks for confirmation before unsaved changes are lost', async () => {
    await open();
    await page.getByLabel('Off', { exact: true }).check();
    await page.getByRole('link', { name: 'Members' }).click();
    await dialog().getByText('Leave without saving?').waitFor();
    await dialog().getByRole('button', { name: 'Stay' }).click();
    expect(await page.getByLabel('Off', { exact: true }).isChecked()).toBe(true);
    await page.getByRole('link', { name: 'Members' }).click();
    await dialog().getByRole('button', { name: 'Leave' }).click();
    await waitForHeading(page, 'Members');
    await page.goBack();
    await page.getByLabel('Off', { exact: true }).waitFor();
    expect(await page.getByLabel('Off', { exact: true }).isChecked()).toBe(false);
  });
});
