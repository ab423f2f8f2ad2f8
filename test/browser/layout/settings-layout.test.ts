import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { longNames } from '../../support/browser/long-names.ts';
import { createLongNamesSite, type LongNamesSite } from '../../support/browser/long-names-site.ts';

/** Each page, and an element that it shows once it is complete. */
const settings = [
  ['account/access-tokens', (page: Page) => page.getByText(longNames.wide).first()],
  ['account/connected-apps', (page: Page) => page.getByText(longNames.wide).first()],
  ['account/security', (page: Page) => page.getByText('This device')],
  ['organization/members', (page: Page) => page.getByText('Pending invitations').last()],
  ['organization/policy', (page: Page) => page.getByLabel('Maximum lifetime (days)')],
  ['organization/tokens', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/tokens?unusedForDays=90', (page: Page) => page.getByText('No tokens match')],
  ['organization/applications', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/applications?view=connections', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/applications?view=resource-servers', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/connection', (page: Page) => page.getByRole('heading', { level: 1 })],
  ['organization/audit-log', (page: Page) => page.getByRole('button', { name: 'Details' }).first()],
  ['no-such-page', (page: Page) => page.getByText('Page not found')],
] as const;

const opened: Readonly<Record<string, readonly [string, (page: Page) => Promise<unknown>]>> = {
  'with open details of events': [
    'organization/audit-log',
    async (page) => {
      for (const number of [0, 1, 2, 3, 4, 5, 6, 7])
        await page.getByRole('button', { name: 'Details' }).nth(number).click();
    },
  ],
  'with a connection report': [
    'organization/connection',
    async (page) => {
      await page.getByRole('button', { name: 'Check connection' }).click();
      await page.locator('summary').first().waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
    },
  ],
  'with unsaved changes and an invalid field': [
    'organization/policy',
    async (page) => {
      await page.getByLabel('Maximum lifetime (days)').fill('soon');
      await page.getByRole('button', { name: 'Review and save' }).click();
    },
  ],
  'with selected tokens': ['organization/tokens', (page) => page.getByLabel('Select all').check()],
  'with the user menu': [
    'account/security',
    (page) => page.getByRole('button', { name: /^Account of/ }).click(),
  ],
};

describeInBrowser('the layout at widths from 320 to 1600 and at 200 % zoom, with difficult names', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
  });
  afterAll(() => site.close());

  describe('of pages under Settings', () => {
    it.each(settings)('has no problems on %s', async (path, completed) => {
      const page = await openPage(site.origin, { cookie: site.adminCookie });
      await page.goto(`/settings/${path}`);
      await completed(page).waitFor();
      expect(await layoutProblemsAtWidths(page)).toEqual({});
    });

    it.each(Object.entries(opened))('has no problems %s', async (_name, [path, open]) => {
      const page = await openPage(site.origin, { cookie: site.adminCookie });
      await page.goto(`/settings/${path}`);
      await open(page);
      expect(await layoutProblemsAtWidths(page)).toEqual({});
    });
  });
});
