import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownOrigin } from '../../src/contract/change-origin.ts';
import { setPlan } from '../../src/organizations/change-organization.ts';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { copiedText, createSite, type Site, waitForHeading, waitUntilGone } from '../support/site.ts';
import type { Member } from '../support/world.ts';

const path = '/settings/account/access-tokens';

describeInBrowser('the access tokens page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  async function open(member: Member): Promise<Page> {
    const page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto(path);
    await waitForHeading(page, 'Access Tokens');
    return page;
  }
  const statusOf = async (token: string) => (await site.send('GET', '/api/v1/me', { token })).status;
  const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

  it('has one heading and one button to create a token, even without tokens', async () => {
    const page = await open(await site.newMember());
    await page.getByText('No tokens yet').waitFor();
    expect(await page.getByRole('heading', { name: 'Access Tokens' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Create Token' }).count()).toBe(1);
  });

  it('lets a member create a token, copy it, use it and revoke it', async () => {
    const member = await site.newMember();
    const page = await open(member);
    await page.getByRole('button', { name: 'Create Token' }).first().click();
    const form = page.getByRole('dialog', { name: 'Create Token' });
    await form.getByLabel('Name').fill('CI Pipeline');
    await form.getByRole('button', { name: 'Create Token' }).click();
    const secretDialog = page.getByRole('dialog', { name: '“CI Pipeline” is ready' });
    await secretDialog.getByRole('button', { name: 'Copy', exact: true }).click();
    const token = await copiedText(page);
    expect(token).toMatch(/^spedy_pat_[0-9A-Za-z]{38}$/);
    await secretDialog.getByRole('button', { name: 'Done' }).click();
    await secretDialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(token);
    expect(await statusOf(token)).toBe(200);

    await site.app.lastUse.flush(true);
    await page.reload();
    await rowOf(page, 'CI Pipeline').getByRole('button', { name: 'Revoke' }).click();
    const question = page.getByRole('alertdialog', { name: 'Revoke “CI Pipeline”?' });
    await question.getByText('This token was last used').waitFor();
    await question.getByRole('button', { name: 'Revoke token' }).click();
    await waitUntilGone(rowOf(page, 'CI Pipeline'));
    expect(await statusOf(token)).toBe(401);
  });

  it('asks for confirmation once if a secret is closed before it was copied', async () => {
    const page = await open(await site.newMember());
    await page.getByRole('button', { name: 'Create Token' }).first().click();
    await page.getByLabel('Name').fill('Forgotten');
    await page.getByRole('dialog').getByRole('button', { name: 'Create Token' }).click();
    await page.getByRole('dialog', { name: '“Forgotten” is ready' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog', { name: 'Close without copying the token?' }).waitFor();
    await page.getByRole('button', { name: 'Go back' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await rowOf(page, 'Forgotten').waitFor();
  });

  it('works with the keyboard only', async () => {
    const page = await open(await site.newMember());
    await page.getByRole('button', { name: 'Create Token' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '“By keyboard” is ready' });
    await dialog.getByRole('button', { name: 'Done' }).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await rowOf(page, 'By keyboard').getByRole('button', { name: 'Revoke' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).focus();
    await page.keyboard.press('Enter');
    await waitUntilGone(rowOf(page, 'By keyboard'));
  });

  it('rotates a token with an overlap in which both tokens work', async () => {
    const member = await site.newMember();
    const old = await site.createToken(member, { name: 'Deploy' });
    const page = await open(member);
    await rowOf(page, 'Deploy').getByRole('button', { name: 'Rotate' }).click();
    await page.getByLabel('Works for 1 more hour').check();
    await page.getByRole('button', { name: 'Rotate token' }).click();
    const dialog = page.getByRole('dialog', { name: '“Deploy” is ready' });
    await dialog.getByText('works for 1 more hour').waitFor();
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    const successor = await copiedText(page);
    expect([await statusOf(old), await statusOf(successor)]).toEqual([200, 200]);
  });

  it('shows a name with markup as text', async () => {
    const member = await site.newMember();
    const name = '<script>window.broken = true</script><img src=x onerror="window.broken = true">';
    await site.createToken(member, { name });
    const page = await open(member);
    await page.getByText(name, { exact: true }).waitFor();
    expect(await page.evaluate('"broken" in window')).toBe(false);
  });

  it('shows a problem with the name at its field and keeps the form open', async () => {
    const page = await open(await site.newMember());
    await page.getByRole('button', { name: 'Create Token' }).first().click();
    const form = page.getByRole('dialog', { name: 'Create Token' });
    await form.getByLabel('Name').fill('x'.repeat(101));
    await form.getByRole('button', { name: 'Create Token' }).click();
    await form.getByText('at most 100 characters').waitFor();
    expect(await form.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    expect(await form.getByLabel('Name').inputValue()).toHaveLength(101);
  });

  it('explains a plan without tokens, shows tokens as paused, and can still revoke them', async () => {
    const member = await site.newMember();
    await site.createToken(member, { name: 'Kept' });
    const { id } = await site.db.selectFrom('organizations').select('id').executeTakeFirstOrThrow();
    const operator = ownOrigin('operator', Date.now());
    await setPlan(site.db, id, operator, 'starter');
    try {
      const page = await open(member);
      await rowOf(page, 'Kept').getByText('Paused').waitFor();
      await page
        .getByText(/Pro plan/)
        .first()
        .waitFor();
      expect(await page.getByRole('button', { name: 'Create Token' }).first().isDisabled()).toBe(true);
      await rowOf(page, 'Kept').getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('button', { name: 'Revoke token' }).click();
      await waitUntilGone(rowOf(page, 'Kept'));
    } finally {
      await setPlan(site.db, id, operator, 'pro');
    }
  });
});
