import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

/** Covers both color schemes, and both widths. */
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const;

describeInBrowser('the notifications page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it.each(looks)('turns optional messages off and on ($colorScheme)', async (look) => {
    const member = await site.newMember();
    const page = await openPage(site.origin, { ...look, cookie: await site.signIn(member) });
    await page.goto('/settings/account/notifications');
    await waitForHeading(page, 'Notifications');
    await page.getByText('This server sends no e-mail.').waitFor();
    await expectAccessible(page);
    const box = page.getByLabel('An access token of yours was created');
    expect(await box.isChecked()).toBe(true);
    await box.focus();
    await page.keyboard.press('Space');
    const muted = () =>
      site.db.selectFrom('muted_notifications').select('kind').where('user_id', '=', member.id).execute();
    await expect.poll(muted).toEqual([{ kind: 'token_created' }]);
    await page.reload();
    await waitForHeading(page, 'Notifications');
    await expect.poll(() => box.isChecked()).toBe(false);
    await box.check();
    await expect.poll(muted).toEqual([]);
  });

  it('shows what the server told by notices under the bell', async () => {
    const member = await site.newMember();
    await site.createToken(member, { name: 'Deploy' });
    await site.app.background.runOnce();
    const page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('button', { name: 'Notices, 1 unread' }).click();
    await page.getByText('The access token "Deploy" was created.').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
    await page.getByText('The access token "Deploy" was created.').waitFor({ state: 'detached' });
  });
});
