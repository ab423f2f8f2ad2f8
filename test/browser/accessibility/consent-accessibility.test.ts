import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { newAuthorizationRequest, waitForConsent } from '../../support/oauth/client-app.ts';
import { connect, registerClient, sendForm } from '../../support/oauth/oauth.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const looks = [
  { colorScheme: 'light', size: 'desktop', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', size: 'phone', viewport: { width: 375, height: 700 } },
] as const;
/** A name without a line break opportunity. */
const name = 'ApplicationWithoutSpaces'.padEnd(100, 'x');
const redirectUri = `https://${'long-host-'.repeat(5)}x.example.com/callback`;

describeInBrowser('accessibility of the pages about apps', () => {
  let site: Site;
  let cookie: string;
  beforeAll(async () => {
    site = await createSite();
    cookie = await site.signIn(site.admin);
    const client = await registerClient(site, { client_name: name });
    await connect(site, site.admin, { client, resource: `${site.origin}/mcp` });
  });
  afterAll(() => site.close());

  describe.each(looks)('in $colorScheme on a $size', ({ colorScheme, viewport }) => {
    const open = async (path: string) => {
      const page = await openPage(site.origin, { colorScheme, viewport, cookie, allowedOrigins: ['null'] });
      await page.goto(path);
      return page;
    };

    it('passes on the consent page, also for a closed request', async () => {
      const page = await open((await newAuthorizationRequest(site, { name, redirectUri })).path);
      await waitForConsent(page);
      await expectAccessible(page);
      const loopback = { redirectUri: 'http://127.0.0.1:1/callback', resource: `${site.origin}/mcp` };
      await page.goto((await newAuthorizationRequest(site, loopback)).path);
      await waitForConsent(page);
      await expectAccessible(page);
      await page.goto(
        (await newAuthorizationRequest(site, { name, redirectUri: 'cursor://host/callback' })).path,
      );
      await page.getByRole('button', { name: 'Deny' }).click();
      await page.getByRole('link', { name: 'Continue to' }).waitFor();
      await expectAccessible(page);
      await page.goto('/consent?request=orq_1');
      await waitForHeading(page, 'Start again in the app');
      await expectAccessible(page);
    });

    it('passes on all steps of the device page', async () => {
      const { client_id } = await registerClient(site, { client_name: name });
      const { user_code: code } = (await sendForm(site, 'device', { client_id })).body;
      const page = await open('/device');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Enter all eight letters.').waitFor();
      await expectAccessible(page);
      await page.getByLabel('Code').fill(code);
      await page.getByRole('button', { name: 'Continue' }).click();
      await waitForConsent(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Deny' }).click();
      await waitForHeading(page, 'You can go back to your device');
      await expectAccessible(page);
    });

    it('passes on the connected apps page and its confirmation', async () => {
      const page = await open('/settings/account/connected-apps');
      await page.getByRole('button', { name: 'Revoke access' }).click();
      await page.getByRole('alertdialog').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expectAccessible(page);
    });

    it('passes on the apps page, by app and by member', async () => {
      const page = await open('/settings/organization/applications');
      await page.getByRole('button', { name: 'Block' }).click();
      await page.getByRole('alertdialog').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expectAccessible(page);
      await page.getByRole('link', { name: 'By member' }).click();
      await page.getByRole('button', { name: 'Revoke access' }).waitFor();
      await expectAccessible(page);
    });
  });
});
