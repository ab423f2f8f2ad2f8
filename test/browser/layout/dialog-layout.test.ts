import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { layoutProblems } from '../../support/browser/layout.ts';
import { longNames } from '../../support/browser/long-names.ts';
import { createLongNamesSite, type LongNamesSite } from '../../support/browser/long-names-site.ts';
import { password } from '../../support/world.ts';
import { generalDialogs } from './general-dialogs.ts';
import { button, memberDialogCases, menuOf } from './member-dialog-cases.ts';
import { type DialogCase, ticketDialogCases } from './ticket-dialog-cases.ts';

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

const cases: Readonly<Record<string, DialogCase>> = {
  ...generalDialogs,
  'Create Token': {
    path: 'account/access-tokens',
    open: async (page) => {
      await button(page, 'Create Token').click();
      await page.getByLabel('Custom', { exact: true }).check();
      await page.getByRole('dialog').getByRole('button', { name: 'Create Token' }).click();
      await page.getByText('Enter a name.').waitFor();
    },
    buttons: ['Cancel', 'Create Token'],
  },
  'Create Token from a link': {
    path: `account/access-tokens?name=${longNames.unbroken}&scopes=${longNames.unbroken}&expiresIn=${longNames.wide}`,
    open: (page) => page.getByText('but not all of it').waitFor(),
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
  ...ticketDialogCases,
  Revoke: {
    path: 'account/access-tokens',
    open: (page) => button(page, 'Revoke').first().click(),
    buttons: ['Cancel', 'Revoke token'],
  },
  'Edit a token': {
    path: 'account/access-tokens',
    open: async (page) => {
      await page.getByRole('rowheader').getByRole('link').first().click();
      await button(page, 'Edit').click();
    },
    buttons: ['Cancel', 'Save changes'],
  },
  'Which token is this?': {
    path: 'organization/tokens',
    open: async (page) => {
      await button(page, 'Which token is this?').click();
      await button(page, 'Identify').click();
    },
    buttons: ['Cancel', 'Identify'],
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
  'Add a passkey': {
    path: 'account/security',
    open: (page) => button(page, 'Add a passkey').click(),
    buttons: ['Cancel', 'Continue'],
  },
  'Sign out everywhere': {
    path: 'account/security',
    open: (page) => button(page, 'Sign out everywhere').click(),
    buttons: ['Cancel', 'Sign out everywhere'],
  },
  ...memberDialogCases,
  'Change name': {
    path: 'account/profile',
    open: (page) => button(page, 'Change name').click(),
    buttons: ['Cancel', 'Change name'],
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
    path: 'organization/members?view=invitations',
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
  'Create SCIM token': {
    path: 'organization/policy',
    open: async (page) => {
      await button(page, 'Create SCIM token').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
    },
    buttons: ['Cancel', 'Create'],
  },
  'Rotate a SCIM token': {
    path: 'organization/policy',
    open: async (page) => {
      await page.setViewportSize({ width: 600, height: 800 });
      await button(page, 'Rotate').first().click();
    },
    buttons: ['Cancel', 'Rotate token'],
  },
  'Revoke a SCIM token': {
    path: 'organization/policy',
    open: async (page) => {
      await page.setViewportSize({ width: 600, height: 800 });
      await button(page, 'Revoke').first().click();
    },
    buttons: ['Cancel', 'Revoke token'],
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
      await page.goto(path.startsWith('/') ? path : `/settings/${path}`);
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
