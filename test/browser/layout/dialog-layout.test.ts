import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { layoutProblems } from '../../support/browser/layout.ts';
import { longNames } from '../../support/browser/long-names.ts';
import { createLongNamesSite, type LongNamesSite } from '../../support/browser/long-names-site.ts';
import { password } from '../../support/world.ts';

/** A laptop, phones in portrait and landscape, and a laptop at a zoom of 200 %. */
const sizes = [
  { width: 1280, height: 800 },
  { width: 1280, height: 600 },
  { width: 768, height: 1024 },
  { width: 375, height: 667 },
  { width: 320, height: 568 },
  { width: 667, height: 375 },
  { width: 640, height: 400 },
] as const;

type Case = {
  readonly path: string;
  readonly open: (page: Page) => Promise<unknown>;
  /** The buttons at the bottom of the dialog. */
  readonly buttons: readonly string[];
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const menuOf = async (page: Page, name: string, item: string) => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const cases: Readonly<Record<string, Case>> = {
  'Create Token': {
    path: 'account/access-tokens',
    open: async (page) => {
      await button(page, 'Create Token').click();
      await page.getByLabel('Selected scopes').check();
      await page.getByRole('dialog').getByRole('button', { name: 'Create Token' }).click();
      await page.getByText('Enter a name.').waitFor();
    },
    buttons: ['Cancel', 'Create Token'],
  },
  'New secret': {
    path: 'account/access-tokens',
    open: async (page) => {
      await button(page, 'Create Token').click();
      await page.getByLabel('Name').fill(longNames.wide);
      await page.getByRole('dialog').getByRole('button', { name: 'Create Token' }).click();
    },
    buttons: ['Done'],
  },
  Rotate: {
    path: 'account/access-tokens',
    open: (page) => button(page, 'Rotate').first().click(),
    buttons: ['Cancel', 'Rotate token'],
  },
  Revoke: {
    path: 'account/access-tokens',
    open: (page) => button(page, 'Revoke').first().click(),
    buttons: ['Cancel', 'Revoke token'],
  },
  'Revoke access': {
    path: 'account/connected-apps',
    open: (page) => button(page, 'Revoke access').first().click(),
    buttons: ['Cancel', 'Revoke access'],
  },
  'Change password': {
    path: 'account/security',
    open: async (page) => {
      await button(page, 'Change password').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Change password' }).click();
    },
    buttons: ['Cancel', 'Change password'],
  },
  'Two-factor setup': {
    path: 'account/security',
    open: async (page) => {
      await button(page, 'Set up').click();
      await page.getByLabel('Current password').fill(password);
      await button(page, 'Continue').click();
      await page.getByRole('img', { name: 'QR code' }).waitFor();
    },
    buttons: ['Cancel', 'Turn on'],
  },
  'Sign out everywhere': {
    path: 'account/security',
    open: (page) => button(page, 'Sign out everywhere').click(),
    buttons: ['Cancel', 'Sign out everywhere'],
  },
  'Invite member': {
    path: 'organization/members',
    open: async (page) => {
      await button(page, 'Invite member').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create invitation' }).click();
    },
    buttons: ['Cancel', 'Create invitation'],
  },
  'Change role': {
    path: 'organization/members',
    open: (page) => menuOf(page, longNames.wide, 'Change role'),
    buttons: ['Cancel', 'Change role'],
  },
  Deactivate: {
    path: 'organization/members',
    open: (page) => menuOf(page, longNames.wide, 'Deactivate'),
    buttons: ['Cancel', 'Deactivate'],
  },
  Remove: {
    path: 'organization/members',
    open: (page) => menuOf(page, longNames.wide, 'Remove'),
    buttons: ['Cancel', 'Remove member'],
  },
  'Revoke an invitation': {
    path: 'organization/members',
    open: (page) =>
      page
        .getByRole('button', { name: /^Revoke the invitation for/ })
        .first()
        .click(),
    buttons: ['Cancel', 'Revoke invitation'],
  },
  'Revoke many tokens': {
    path: 'organization/tokens',
    open: async (page) => {
      await page.getByLabel('Select all').check();
      await button(page, 'Revoke selected').click();
    },
    buttons: ['Cancel', 'Revoke \\d+ tokens'],
  },
  'Revoke all access': {
    path: 'account/connected-apps',
    open: (page) => button(page, 'Revoke all access').first().click(),
    buttons: ['Cancel', 'Revoke all access'],
  },
  'Verify an app': {
    path: 'organization/applications',
    open: (page) => button(page, 'Verify').first().click(),
    buttons: ['Cancel', 'Verify app'],
  },
  'Block an app': {
    path: 'organization/applications',
    open: (page) => button(page, 'Block').first().click(),
    buttons: ['Cancel', 'Block app'],
  },
  'Create resource server': {
    path: 'organization/applications?view=resource-servers',
    open: async (page) => {
      await button(page, 'Create resource server').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
    },
    buttons: ['Cancel', 'Create'],
  },
  'Remove a resource server': {
    path: 'organization/applications?view=resource-servers',
    open: async (page) => {
      await page.setViewportSize({ width: 600, height: 800 });
      await button(page, 'Remove').first().click();
    },
    buttons: ['Cancel', 'Remove resource server'],
  },
  'Save the policy': {
    path: 'organization/policy',
    open: async (page) => {
      await page.getByLabel('Allow personal access tokens').uncheck();
      await button(page, 'Review and save').click();
    },
    buttons: ['Cancel', 'Save policy'],
  },
};

describeInBrowser('the layout of dialogs', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
  });
  afterAll(() => site.close());

  describe('has no problems and keeps the buttons visible', () => {
    it.each(Object.entries(cases))('in %s', async (_name, { path, open, buttons }) => {
      const page = await openPage(site.origin, { cookie: site.adminCookie });
      await page.goto(`/settings/${path}`);
      await open(page);
      const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
      await dialog.waitFor();
      const found: Record<string, string[]> = {};
      for (const size of sizes) {
        await page.setViewportSize(size);
        const unreachable: string[] = [];
        for (const name of buttons) {
          const shown = dialog.getByRole('button', { name: new RegExp(`^(${name})$`) });
          if (!(await isWithinReach(shown))) unreachable.push(`not in sight: ${name}`);
        }
        const problems = [...unreachable, ...(await layoutProblems(page))];
        if (problems.length > 0) found[`${size.width}x${size.height}`] = problems;
      }
      expect(found).toEqual({});
    });
  });
});

/** Returns whether a button is on the screen, and a click on its center reaches it. */
async function isWithinReach(shown: Locator): Promise<boolean> {
  const page = shown.page();
  await page.evaluate('document.querySelector("[role=dialog], [role=alertdialog]").scrollTop = 0');
  const box = await shown.boundingBox();
  const screen = page.viewportSize();
  if (!box || !screen) return false;
  const { x, y, width, height } = box;
  if (x < 0 || y < 0 || x + width > screen.width || y + height > screen.height) return false;
  const hit = `document.elementFromPoint(${x + width / 2}, ${y + height / 2})?.closest('button')?.textContent`;
  return (await page.evaluate(hit)) === (await shown.textContent());
}
