import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

describeInBrowser('password fields', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('are masked until the member asks to see them', async () => {
    const page = await openPage(site.origin);
    await page.goto('/sign-in');
    const field = page.getByLabel('Password', { exact: true });
    await field.fill(password);
    expect(await field.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show typed text' }).click();
    expect(await field.getAttribute('type')).toBe('text');
  });

  it('accept pasted text, and tell password managers what they are for', async () => {
    const page = await openPage(site.origin);
    await page.goto('/sign-in');
    await page.getByLabel('Email').fill(site.teamMember.email);
    expect(await page.getByLabel('Email').getAttribute('autocomplete')).toContain('username');
    const field = page.getByLabel('Password', { exact: true });
    expect(await field.getAttribute('autocomplete')).toBe('current-password');
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(password)})`);
    await field.focus();
    await page.keyboard.press('ControlOrMeta+V');
    expect(await field.inputValue()).toBe(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await waitForHeading(page, 'Home');
  });
});
