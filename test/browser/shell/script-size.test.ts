import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createSite, type Site } from '../../support/site.ts';

/** The most that a first page may load of scripts, compressed, in bytes. */
const budget = 170_000;
/** The sum of the compressed sizes of all scripts of a page, and their number. */
const scripts = `(() => {
  const files = performance.getEntriesByType('resource').filter(({ name }) => /\\.js$/.test(name));
  return { count: files.length, size: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
})()`;

describeInBrowser('the scripts of a first page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it.each([
    ['/sign-in', 'Sign in to acme-corp'],
    ['/', 'Home'],
    ['/settings/account/access-tokens', 'Access Tokens'],
    ['/settings/organization/members', 'Members'],
  ])('stay within the budget on %s', async (path, heading) => {
    const cookie = path === '/sign-in' ? {} : { cookie: await site.signIn(site.admin) };
    const page = await openPage(site.origin, cookie);
    await page.goto(path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await expect.poll(() => page.getByRole('status').filter({ hasText: 'Loading' }).count()).toBe(0);
    const { count, size } = await page.evaluate<{ count: number; size: number }>(scripts);
    expect(count).toBeGreaterThanOrEqual(2);
    expect(size).toBeGreaterThan(50_000);
    expect(size).toBeLessThan(budget);
  });
});
