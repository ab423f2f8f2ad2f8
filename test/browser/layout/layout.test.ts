import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { type CrowdedSite, createCrowdedSite } from '../../support/browser/crowded-site.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { longNames } from '../../support/browser/long-names.ts';

/** Each page, and what it shows once it is complete. */
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
  'the details of entries': [
    'organization/audit-log',
    async (page) => {
      for (const number of [0, 1, 2, 3, 4, 5, 6, 7])
        await page.getByRole('button', { name: 'Details' }).nth(number).click();
    },
  ],
  'a report of the connection': [
    'organization/connection',
    async (page) => {
      await page.getByRole('button', { name: 'Check connection' }).click();
      await page.locator('summary').first().waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
    },
  ],
  'changes to save, and a field with an error': [
    'organization/policy',
    async (page) => {
      await page.getByLabel('Maximum lifetime (days)').fill('soon');
      await page.getByRole('button', { name: 'Review and save' }).click();
    },
  ],
  'selected tokens': ['organization/tokens', (page) => page.getByLabel('Select all').check()],
  "the user's menu": [
    'account/security',
    (page) => page.getByRole('button', { name: /^Account of/ }).click(),
  ],
};

describeInBrowser('at every width from 320 to 1600 and at 200 % zoom, with names that are hard on it', () => {
  let site: CrowdedSite;
  beforeAll(async () => {
    site = await createCrowdedSite();
  });
  afterAll(() => site.close());

  describe('a page below Settings', () => {
    it.each(settings)('%s', async (path, sign) => {
      const page = await openPage(site.origin, { cookie: site.adminCookie });
      await page.goto(`/settings/${path}`);
      await sign(page).waitFor();
      expect(await layoutProblemsAtWidths(page)).toEqual({});
    });
  });

  describe('a page below Settings, with what opens on it', () => {
    it.each(Object.entries(opened))('%s', async (_name, [path, open]) => {
      const page = await openPage(site.origin, { cookie: site.adminCookie });
      await page.goto(`/settings/${path}`);
      await open(page);
      expect(await layoutProblemsAtWidths(page)).toEqual({});
    });
  });
});
