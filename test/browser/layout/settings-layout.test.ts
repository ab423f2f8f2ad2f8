import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { longNames } from '../../support/browser/long-names.ts';
import { createLongNamesSite, type LongNamesSite } from '../../support/browser/long-names-site.ts';

/** Each page, and an element that it shows once it is complete. */
const settings = [
  ['account/access-tokens', (page: Page) => page.getByText(longNames.wide).first()],
  ['account/access-tokens?state=inactive', (page: Page) => page.getByText('No inactive tokens')],
  ['account/connected-apps', (page: Page) => page.getByText(longNames.wide).first()],
  ['account/security', (page: Page) => page.getByText('This device')],
  ['account/profile', (page: Page) => page.getByRole('button', { name: 'Change name' })],
  ['account/notifications', (page: Page) => page.getByText('Seven days and one day before')],
  ['organization/members', (page: Page) => page.getByText(longNames.wide).last()],
  ['organization/members?view=invitations', (page: Page) => page.getByText(longNames.wide).last()],
  ['organization/members?search=nobody', (page: Page) => page.getByText('No members found')],
  ['organization/general', (page: Page) => page.getByText('What it gives')],
  ['organization/policy', (page: Page) => page.getByText(longNames.wide).last()],
  ['organization/tokens', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/tokens?state=inactive', (page: Page) => page.getByText('listed here for 90 days')],
  ['organization/tokens?unusedForDays=90', (page: Page) => page.getByText('No tokens match')],
  ['organization/applications', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/applications?view=connections', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/applications?view=resource-servers', (page: Page) => page.getByText(longNames.wide).first()],
  ['organization/connection', (page: Page) => page.getByRole('heading', { level: 1 })],
  ['organization/messages', (page: Page) => page.getByText('This server sends no e-mail')],
  ['organization/audit-log', (page: Page) => page.getByRole('button', { name: 'Details' }).first()],
  ['organization/audit-log/7', (page: Page) => page.getByRole('button', { name: 'Copy as JSON' })],
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
  'with the page of a token': [
    'account/access-tokens',
    async (page) => {
      await page.getByRole('rowheader').getByRole('link').first().click();
      await page.getByText('Created by').waitFor();
    },
  ],
  "with the page of a member's token": [
    'organization/tokens',
    async (page) => {
      await page.getByRole('rowheader').getByRole('link').first().click();
      await page.getByText('Created by').waitFor();
    },
  ],
  'on the page of a member': [
    'organization/members',
    async (page) => {
      await page.getByRole('link', { name: longNames.unbroken }).last().click();
      await page.getByRole('table', { name: 'Access tokens' }).waitFor();
      await page.getByText(', by ').first().waitFor();
    },
  ],
  'with selected tokens': ['organization/tokens', (page) => page.getByLabel('Select all').check()],
  'with the notices': [
    'account/security',
    async (page) => {
      await page.getByRole('button', { name: /^Notices/ }).click();
      await page.getByRole('dialog', { name: 'Notices' }).waitFor();
    },
  ],
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
