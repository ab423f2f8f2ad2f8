import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { expectAccessible } from '../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../support/site.ts';

/** What the browser logs about a failed request, and React about an error that a page caught. */
const failure = /^Failed to load resource|MissingFileError|failed to load/;

describeInBrowser('a missing file of the dashboard', () => {
  let site: Site;
  let cookie: string;
  beforeAll(async () => {
    site = await createSite();
    cookie = await site.signIn(site.admin);
  });
  afterAll(() => site.close());

  const open = async (path: string) => {
    const page = await openPage(site.origin, { cookie, expectedLog: failure });
    await page.goto(path);
    return page;
  };

  describe('of a page', () => {
    it('reloads the page automatically after an upgrade', async () => {
      const page = await open('/settings/account/access-tokens');
      await waitForHeading(page, 'Access Tokens');
      let missed = 0;
      // As after an upgrade: the old file is gone, and the reloaded page uses the new name.
      await page.route('**/assets/members-page-*.js', (route) => {
        missed += 1;
        return missed === 1 ? route.fulfill({ status: 404, json: { code: 'not_found' } }) : route.continue();
      });
      await page.getByRole('link', { name: 'Members' }).click();
      await waitForHeading(page, 'Members');
      expect(new URL(page.url()).pathname).toBe('/settings/organization/members');
      expect(missed).toBe(2);
    });

    it('shows an error if the file stays missing, and does not reload forever', async () => {
      const page = await open('/settings/account/access-tokens');
      await waitForHeading(page, 'Access Tokens');
      let documents = 0;
      page.on('request', (request) => {
        if (request.isNavigationRequest()) documents += 1;
      });
      await page.route('**/assets/members-page-*.js', (route) => route.fulfill({ status: 404 }));
      await page.getByRole('link', { name: 'Members' }).click();
      await waitForHeading(page, 'Could not load this page');
      await expectAccessible(page);
      expect(documents).toBe(1);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Reload' }).click();
      await waitForHeading(page, 'Members');
    });
  });

  describe.each(['start-*.js', 'libraries-*.js', 'start-*.css'])('that every page needs (%s)', (file) => {
    it('shows an error with a button to reload', async () => {
      const page = await openPage(site.origin, { cookie, expectedLog: failure, allowServerErrors: true });
      await page.route(`**/assets/${file}`, (route) => route.fulfill({ status: 503 }));
      await page.goto('/settings/account/access-tokens');
      await waitForHeading(page, 'Could not load the dashboard');
      expect(await page.getByRole('button', { name: 'Create Token' }).isVisible()).toBe(false);
      await expectAccessible(page);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Reload' }).click();
      await waitForHeading(page, 'Access Tokens');
    });
  });

  describe('of a dialog or menu', () => {
    const missing = async (page: Page, file: string) => {
      await page.route(`**/assets/${file}-*.js`, (route) => route.fulfill({ status: 404 }));
      return () => page.unrouteAll();
    };

    it('keeps the page, shows the error, and loads the file on the next attempt', async () => {
      const page = await open('/settings/account/security');
      const restore = await missing(page, 'password-dialog');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Could not load this part of the page.').waitFor();
      await waitForHeading(page, 'Security');
      await expectAccessible(page);
      await restore();
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('dialog', { name: 'Change password' }).waitFor();
    });

    it('says that the browser is offline', async () => {
      const page = await open('/settings/account/access-tokens');
      await waitForHeading(page, 'Access Tokens');
      await missing(page, 'user-menu');
      await page.context().setOffline(true);
      await page.getByRole('button', { name: /^Account of/ }).click();
      await page.getByText('You are offline. Try again when you are back online.').waitFor();
      await waitForHeading(page, 'Access Tokens');
    });
  });
});
