import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { expectSound } from '../support/browser/sound-page.ts';
import { createSite, type Site, seeHeading } from '../support/site.ts';

/** What the browser notes of a failed request by itself, and React of an error that a page has caught. */
const failure = /^Failed to load resource|MissingFileError|failed to load/;

describeInBrowser('a file of the dashboard that is not there', () => {
  let site: Site;
  let cookie: string;
  beforeAll(async () => {
    site = await createSite();
    cookie = await site.signIn(site.admin);
  });
  afterAll(() => site.close());

  const open = async (path: string) => {
    const page = await openPage(site.origin, { cookie, mayLog: failure });
    await page.goto(path);
    return page;
  };

  describe('of a page', () => {
    it('after an upgrade: the page that was asked for is loaded anew, by itself', async () => {
      const page = await open('/settings/account/access-tokens');
      await seeHeading(page, 'Access Tokens');
      let missed = 0;
      // As after an upgrade: the file is gone under its old name, and the page that is loaded anew knows the
      // new one.
      await page.route('**/assets/members-page-*.js', (route) => {
        missed += 1;
        return missed === 1 ? route.fulfill({ status: 404, json: { code: 'not_found' } }) : route.continue();
      });
      await page.getByRole('link', { name: 'Members' }).click();
      await seeHeading(page, 'Members');
      expect(new URL(page.url()).pathname).toBe('/settings/organization/members');
      expect(missed).toBe(2);
    });

    it('for good: it says so once, with a way on, and does not reload for ever', async () => {
      const page = await open('/settings/account/access-tokens');
      await seeHeading(page, 'Access Tokens');
      let documents = 0;
      page.on('request', (request) => {
        if (request.isNavigationRequest()) documents += 1;
      });
      await page.route('**/assets/members-page-*.js', (route) => route.fulfill({ status: 404 }));
      await page.getByRole('link', { name: 'Members' }).click();
      await seeHeading(page, 'Could not load this page');
      await expectSound(page);
      expect(documents).toBe(1);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Reload' }).click();
      await seeHeading(page, 'Members');
    });
  });

  describe.each(['start-*.js', 'libraries-*.js', 'start-*.css'])(
    'that every page begins with (%s)',
    (file) => {
      it('is told on a page with a way on', async () => {
        const page = await openPage(site.origin, { cookie, mayLog: failure, mayFail: true });
        await page.route(`**/assets/${file}`, (route) => route.fulfill({ status: 503 }));
        await page.goto('/settings/account/access-tokens');
        await seeHeading(page, 'Could not load the dashboard');
        expect(await page.getByRole('button', { name: 'Create Token' }).isVisible()).toBe(false);
        await expectSound(page);
        await page.unrouteAll();
        await page.getByRole('button', { name: 'Reload' }).click();
        await seeHeading(page, 'Access Tokens');
      });
    },
  );

  describe('of a dialog or menu', () => {
    const missing = async (page: Page, file: string) => {
      await page.route(`**/assets/${file}-*.js`, (route) => route.fulfill({ status: 404 }));
      return () => page.unrouteAll();
    };

    it('leaves the page as it is, says so, and is there with the next try', async () => {
      const page = await open('/settings/account/security');
      const comeBack = await missing(page, 'password-dialog');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Could not load this part of the page.').waitFor();
      await seeHeading(page, 'Security');
      await expectSound(page);
      await comeBack();
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('dialog', { name: 'Change password' }).waitFor();
    });

    it('offline, says that it is offline', async () => {
      const page = await open('/settings/account/access-tokens');
      await seeHeading(page, 'Access Tokens');
      await missing(page, 'user-menu');
      await page.context().setOffline(true);
      await page.getByRole('button', { name: /^Account of/ }).click();
      await page.getByText('You are offline. Try again when you are back online.').waitFor();
      await seeHeading(page, 'Access Tokens');
    });
  });
});
