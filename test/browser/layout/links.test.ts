import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createLongNamesSite, type LongNamesSite } from '../../support/browser/long-names-site.ts';

const pages = [
  '/sign-in',
  '/invitation',
  '/docs',
  '/device',
  '/consent?request=orq_none',
  '/no-such-page',
  '/settings/account/access-tokens',
  '/settings/account/connected-apps',
  '/settings/account/security',
  '/settings/organization/members',
  '/settings/organization/policy',
  '/settings/organization/tokens',
  '/settings/organization/applications',
  '/settings/organization/applications?view=connections',
  '/settings/organization/applications?view=resource-servers',
  '/settings/organization/connection',
  '/settings/organization/audit-log',
  '/settings/no-such-page',
] as const;

describeInBrowser('the links of all pages', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
  });
  afterAll(() => site.close());

  it('lead to a page, or are downloads that the page handles', async () => {
    const page = await openPage(site.origin, { cookie: site.adminCookie });
    const targets = new Map<string, string>();
    const downloads = new Set<string>();
    for (const path of pages) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.getByRole('status').filter({ hasText: 'Loading' }).count()).toBe(0);
      for (const link of await page.getByRole('link').all()) {
        const address = new URL((await link.getAttribute('href')) ?? '', page.url());
        if (address.origin !== site.origin) continue;
        const isDownload = (await link.getAttribute('download')) !== null;
        if (isDownload) downloads.add(address.pathname);
        else targets.set(address.pathname + address.search, path);
      }
    }
    expect([...downloads].toSorted()).toEqual(['/api/v1/organization/audit-events/export', '/openapi.json']);
    expect(targets.size).toBeGreaterThan(8);
    const wrong: string[] = [];
    for (const [target, from] of targets) {
      const answer = await page.goto(target);
      const type = answer?.headers()['content-type'] ?? '';
      if (!type.startsWith('text/html')) wrong.push(`${from} leads to ${target}, which is ${type}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(wrong).toEqual([]);
  });
});
