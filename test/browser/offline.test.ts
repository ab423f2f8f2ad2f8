import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { layoutProblems, widths } from '../support/browser/layout.ts';
import { createLongNamesSite, type LongNamesSite } from '../support/browser/long-names-site.ts';

describeInBrowser('an offline page', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
  });
  afterAll(() => site.close());

  const openOffline = async (path: string, expectedLog?: RegExp): Promise<Page> => {
    const page = await openPage(site.origin, {
      cookie: site.adminCookie,
      ...(expectedLog && { expectedLog }),
    });
    await forgetFiles(page);
    await page.goto(`/settings/${path}`);
    await page.getByRole('row').nth(1).waitFor();
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    return page;
  };
  /** Returns whether the center of a button is visible on the screen. */
  const isInSight = async (page: Page, name: RegExp | string) => {
    const box = await page.getByRole('button', { name }).boundingBox();
    if (!box) return false;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const hit = `document.elementFromPoint(${x}, ${y})?.closest('button') !== null`;
    return box.y + box.height <= 720 && (await page.evaluate(hit)) === true;
  };

  it('shows a notice that covers nothing, at all widths', async () => {
    const page = await openOffline('account/access-tokens');
    const found: Record<string, string[]> = {};
    for (const width of widths) {
      await page.setViewportSize({ width, height: 720 });
      const problems = await layoutProblems(page);
      if (!(await isInSight(page, /^Account of/))) problems.push("the user's menu is out of sight");
      if (!(await isInSight(page, /^Notices/))) problems.push('the bell is out of sight');
      if (!(await isInSight(page, 'Create Token'))) problems.push('Create Token is out of sight');
      if (problems.length > 0) found[width] = problems;
    }
    expect(found).toEqual({});
  });

  it('keeps the notice at the top while scrolling, and hides it once it is online again', async () => {
    const page = await openOffline('organization/tokens');
    await page.evaluate('scrollTo(0, 600)');
    const notice = page.getByText('You are offline.');
    expect((await notice.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.setViewportSize({ width: 375, height: 667 });
    await page.evaluate('scrollTo(0, 600)');
    const bar = await page.getByRole('banner').boundingBox();
    expect((await notice.boundingBox())?.y).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0) - 1);
    await page.context().setOffline(false);
    await notice.waitFor({ state: 'detached' });
  });

  it('opens a page that could not be loaded once it is online again', async () => {
    const page = await openOffline('account/access-tokens', /ERR_INTERNET_DISCONNECTED/);
    await page.getByRole('link', { name: 'Connect', exact: true }).click();
    await page.getByText('It opens as soon as you are back online.').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('heading', { level: 1, name: 'Connect a tool' }).waitFor();
  });
});

/** Empties the browser's cache, in which another test may have left the files of pages that this one has not opened. */
async function forgetFiles(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}
