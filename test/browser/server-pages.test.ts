import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { expectAccessible } from '../support/browser/expect-accessible.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../support/site.ts';

const widths = [320, 375, 1280];

describeInBrowser('pages rendered by the server', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  /** The origin of an organization that does not exist. */
  const wrong = () => site.bareOrigin.replace('://', '://nobody.');
  const query = 'response_type=code&client_id=cli_unknown&redirect_uri=https%3A%2F%2Fapp.example.com';
  const pages: [string, () => string, string][] = [
    ['an unknown organization', () => `${wrong()}/sign-in`, 'No organization at this address'],
    [
      'an unknown organization, at any path',
      () => `${wrong()}/nowhere/at/all`,
      'No organization at this address',
    ],
    ['an unknown organization, at the API', () => `${wrong()}/api/v1/me`, 'No organization at this address'],
    [
      'an unknown organization with a long name',
      () => `${site.bareOrigin.replace('://', `://${'n'.repeat(63)}.`)}/sign-in`,
      'No organization at this address',
    ],
    [
      'authorize on the bare domain',
      () => `${site.bareOrigin}/api/v1/oauth/authorize?${query}`,
      'No organization at this address',
    ],
    [
      'an unknown client',
      () => `${site.origin}/api/v1/oauth/authorize?${query}`,
      'This app cannot be connected',
    ],
    [
      'authorize with a repeated parameter',
      () => `${site.origin}/api/v1/oauth/authorize?${query}&client_id=x`,
      'This app cannot be connected',
    ],
    ['a used setup link', () => `${site.bareOrigin}/setup?token=x`, 'This setup link does not work'],
    ['the API, without a session', () => `${site.origin}/api/v1/me`, 'Sign in to continue'],
    ['the MCP endpoint', () => `${site.origin}/mcp`, 'This is an MCP server'],
    ['an invalid path', () => `${site.origin}/%zz`, 'Bad Request'],
    ['an unknown API address', () => `${site.origin}/api/v1/nowhere`, 'Page not found'],
    [
      'an address that accepts only other methods',
      () => `${site.origin}/api/v1/auth/login`,
      'This address is not a page',
    ],
  ];

  it.each(pages)('has a page for %s, light and dark, at all widths', async (_what, address, heading) => {
    const origin = new URL(address()).origin;
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openPage(origin, { colorScheme });
      const response = await page.goto(address());
      expect(response?.headers()['content-type']).toBe('text/html; charset=utf-8');
      await waitForHeading(page, heading);
      await expectColorsAndNoProblems(page, colorScheme);
    }
  });

  it('leads from an unknown organization to the right one', async () => {
    const member = await site.newMember();
    const page = await openPage(site.bareOrigin, { allowedOrigins: [wrong(), site.origin] });
    await page.goto('/sign-in');
    const choose = async (organization: string) => {
      await page.getByLabel('Organization').fill(organization);
      await page.getByRole('button', { name: 'Continue' }).click();
    };
    await choose('nobody');
    await waitForHeading(page, 'No organization at this address');
    const text = await page.locator('main').textContent();
    expect(text).toContain(new URL(wrong()).host);
    expect(text).not.toMatch(/spedy\.(app|example)/);
    await page.getByRole('link', { name: `Go to ${new URL(site.bareOrigin).host}` }).click();
    await choose('acme-corp');
    await submitSignIn(page, member);
    await waitForHeading(page, 'Home');
  });

  it('leads from authorize on the bare domain to the organization, and keeps the request', async () => {
    const page = await openPage(site.bareOrigin, { allowedOrigins: [site.origin] });
    await page.goto(`/api/v1/oauth/authorize?${query}`);
    await page.getByRole('link', { name: 'Find your organization' }).click();
    await page.getByLabel('Organization').fill('acme-corp');
    await page.getByRole('button', { name: 'Continue' }).click();
    await submitSignIn(page, await site.newMember());
    await page.waitForURL(`${site.origin}/api/v1/oauth/authorize?**`);
    await waitForHeading(page, 'This app cannot be connected');
  });
});

/** Expects the colors of the dashboard, and no accessibility or layout problems at any width. */
async function expectColorsAndNoProblems(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  const background = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  expect(background).toBe(colorScheme === 'light' ? 'rgb(247, 247, 248)' : 'rgb(16, 16, 20)');
  for (const width of widths) {
    await page.setViewportSize({ width, height: 700 });
    await expectAccessible(page);
  }
}
