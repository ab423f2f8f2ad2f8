import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { expectAccessible } from '../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../support/site.ts';

const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const;

describeInBrowser('the API reference', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());
  const open = async (path = '/docs', origin = site.origin, look = {}) => {
    const page = await openPage(origin, look);
    await page.goto(path);
    await waitForHeading(page, 'API reference');
    return page;
  };
  const item = (anchor: string) => `details#${anchor}`;

  it('shows all operations without sign-in, at an organization and at the bare domain', async () => {
    const { paths } = (await site.send('GET', '/openapi.json')).body;
    const count = Object.values<object>(paths).flatMap((methods) => Object.keys(methods)).length;
    for (const origin of [site.origin, site.bareOrigin]) {
      const page = await open('/docs', origin);
      await page.getByText(`${count} operations`).waitFor();
      expect(await page.locator('main details[id]').count()).toBe(count);
    }
  });

  it.each(looks)('is accessible with an open operation ($colorScheme)', async (look) => {
    const page = await open('/docs', site.origin, look);
    await page.locator(item('post-api-v1-me-tokens')).locator('summary').first().click();
    await page.locator(item('post-api-v1-me-tokens')).getByText('201', { exact: true }).click();
    await expectAccessible(page);
  });

  it("shows an operation's credentials, parameters, responses and a curl command with this address", async () => {
    const page = await open('/docs#post-api-v1-me-tokens');
    const operation = page.locator(item('post-api-v1-me-tokens'));
    await operation.getByText('Needs a personal access token with the scope').waitFor();
    await operation.getByText('idempotency-key').waitFor();
    await operation.getByText('RFC 3339 in any time zone').first().waitFor();
    await operation.getByRole('button', { name: 'Copy the curl command' }).click();
    const line = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(line).toContain(`"${site.origin}/api/v1/me/tokens"`);
    expect(line).toContain('Authorization: Bearer $SPEDY_TOKEN');
  });

  it('can be searched and opened by keyboard, and each operation has an address', async () => {
    const page = await open();
    await page.getByLabel('Search').focus();
    await page.keyboard.type('rotate /me/');
    await page.getByText('1 operation', { exact: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const operation = page.locator(item('post-api-v1-me-tokens-tokenid-rotate'));
    await operation.getByText('overlapSeconds').first().waitFor();
    await page.getByLabel('Search').fill('');
    await page
      .getByRole('navigation', { name: 'Operations' })
      .getByRole('link', { name: 'Get the authenticated member' })
      .click();
    expect(new URL(page.url()).hash).toBe('#get-api-v1-me');
    await page
      .locator(item('get-api-v1-me'))
      .getByText('Needs a personal access token, an OAuth access token or a session.')
      .waitFor();
    await page.getByLabel('Search').fill('no such thing at all');
    await page.getByText('No operations match.').waitFor();
  });
});
