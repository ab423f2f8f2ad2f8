import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import {
  createLongNamesSite,
  type LongNamesSite,
  longBoardKey,
} from '../../support/browser/long-names-site.ts';

const pages = [
  '/',
  '/sign-in',
  '/invitation',
  '/forgot-password',
  '/reset-password',
  '/confirm-email',
  '/docs',
  '/device',
  '/consent?request=orq_none',
  '/no-such-page',
  '/boards',
  `/boards/${longBoardKey}`,
  `/boards/${longBoardKey}?view=list`,
  `/tickets/${longBoardKey}-1`,
  '/boards/NONE',
  '/settings/account/access-tokens',
  '/settings/account/access-tokens?state=inactive',
  '/settings/account/connected-apps',
  '/settings/account/security',
  '/settings/account/notifications',
  '/settings/account/profile',
  '/settings/organization/members',
  '/settings/organization/members?view=invitations',
  '/settings/organization/general',
  '/settings/organization/policy',
  '/settings/organization/tokens',
  '/settings/organization/applications',
  '/settings/organization/applications?view=connections',
  '/settings/organization/applications?view=resource-servers',
  '/settings/organization/connection',
  '/settings/organization/messages',
  '/settings/organization/audit-log',
  '/settings/organization/audit-log/7',
  '/connect',
  '/connect?tool=script',
  '/settings/no-such-page',
] as const;

/** Milliseconds. It opens every page, and every page that one of them leads to. */
const timeout = 180_000;

describeInBrowser('the links of all pages', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
  });
  afterAll(() => site.close());

  it('lead to a page, or are downloads that the page handles', { timeout }, async () => {
    const page = await openPage(site.origin, { cookie: site.adminCookie });
    const targets = new Map<string, { readonly target: string; readonly from: string }>();
    const downloads = new Set<string>();
    for (const path of pages) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.getByRole('status').filter({ hasText: 'Loading' }).count()).toBe(0);
      // All at once, because each question about one of them would look for every link by its role again.
      const links = await page.getByRole('link').evaluateAll((found) =>
        found.map((link) => ({
          href: link.getAttribute('href') ?? '',
          isDownload: link.hasAttribute('download'),
        })),
      );
      for (const { href, isDownload } of links) {
        const address = new URL(href, page.url());
        if (address.origin !== site.origin) continue;
        if (isDownload) downloads.add(address.pathname);
        else {
          const target = address.pathname + address.search;
          // One page of a kind of thing, such as an event of the audit log, stands for all of them.
          const kind = target.replace(/\/audit-log\/\d+$/, '/audit-log/1').replaceAll(/_[0-9a-z]{23}/g, '_…');
          targets.set(kind, { target, from: path });
        }
      }
    }
    expect([...downloads].toSorted()).toEqual(['/api/v1/organization/audit-events/export', '/openapi.json']);
    expect(targets.size).toBeGreaterThan(8);
    const wrong: string[] = [];
    const opened: readonly string[] = pages;
    for (const { target, from } of targets.values()) {
      if (opened.includes(target)) continue;
      const answer = await page.goto(target);
      const type = answer?.headers()['content-type'] ?? '';
      if (!type.startsWith('text/html')) wrong.push(`${from} leads to ${target}, which is ${type}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(wrong).toEqual([]);
  });
});
