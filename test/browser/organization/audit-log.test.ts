import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { day } from '../../support/clock.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const path = '/settings/organization/audit-log';

describeInBrowser('the audit log', () => {
  let site: Site;
  let page: Page;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(() => site.close());

  const open = async (query = '') => {
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto(`${path}${query}`);
    await waitForHeading(page, 'Audit log');
  };
  const row = (words: string) => page.getByRole('row').filter({ hasText: words });
  /** Returns the shown events and their targets, newest first. */
  const shown = async () => {
    const rows = page.getByRole('table').locator('tbody > tr');
    const what = await rows.locator('td:nth-of-type(1)').allTextContents();
    const target = await rows.locator('td:nth-of-type(2)').allTextContents();
    return what.map((words, index) => [words, target[index]]);
  };
  /** Returns the day `days` from now in the time zone of this machine and the browser. */
  const dayIn = (days: number) => new Date(site.clock.now() + days * day).toLocaleDateString('sv-SE');
  const change = (method: string, url: string, body: unknown) =>
    site.send(method, url, { token: site.adminToken, body });

  it('shows the actor, event, target, address and changes of an action', async () => {
    await change('PATCH', `/api/v1/users/${site.customer.id}`, { role: 'TEAM_MEMBER' });
    await open();
    await row('Changed a member').first().waitFor();
    expect((await shown()).slice(0, 2)).toEqual([
      ['Signed in', '–'],
      ['Changed a member', 'cora'],
    ]);
    const entry = row('Changed a member');
    const cells = await entry.getByRole('cell').allTextContents();
    expect(await entry.getByRole('rowheader').textContent()).toBe('adaada@acme.test');
    expect(cells.slice(2, 4)).toEqual(['just now', '127.0.0.1']);
    await entry.getByRole('button', { name: 'Details' }).click();
    const line = page.getByRole('row', { name: 'Role CUSTOMER TEAM_MEMBER', exact: true });
    expect(await line.getByRole('cell').allTextContents()).toEqual(['CUSTOMER', 'TEAM_MEMBER']);
    await page.getByRole('definition').getByText('member.changed').waitFor();
    await entry.getByRole('button', { name: 'Details' }).click();
    await line.waitFor({ state: 'detached' });
  });

  it('filters by actor, event type and date, and keeps the filters in the address', async () => {
    site.clock.advance(3 * day);
    await site.signIn(site.teamMember);
    await open();
    await row('Signed in').first().waitFor();
    const before = (await shown()).length;
    await page.getByLabel('Event type').selectOption('Sign-ins');
    await expect.poll(shown).toEqual([
      ['Signed in', '–'],
      ['Signed in', '–'],
    ]);
    await page.getByLabel('Performed by').selectOption({ label: 'tim (tim@acme.test)' });
    await expect.poll(shown).toEqual([['Signed in', '–']]);
    await page.reload();
    await expect.poll(shown).toEqual([['Signed in', '–']]);
    await page.getByLabel('To').fill(dayIn(-2));
    await page.getByText('No events match').waitFor();
    await page.getByLabel('To').fill(dayIn(1));
    await expect.poll(shown).toEqual([['Signed in', '–']]);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      action: 'session.',
      actorId: site.teamMember.id,
      to: dayIn(1),
    });
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(async () => (await shown()).length).toBe(before);
  });

  it('exports the filtered events as CSV and NDJSON', async () => {
    await open('?action=token.');
    await row('Created a token').first().waitFor();
    expect(await shown()).toHaveLength(3);
    const fileOf = async (link: string) => {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: link }).click();
      const done = await download;
      expect(done.suggestedFilename()).toMatch(/^acme-corp-audit-\d{4}-\d\d-\d\d\.(csv|ndjson)$/);
      return (await text(await done.createReadStream())).trimEnd().split('\n');
    };
    const [header, ...records] = await fileOf('Export CSV');
    expect(header).toMatch(/^id,at,actorKind,/);
    expect(records).toHaveLength(3);
    const events = (await fileOf('Export NDJSON')).map((line) => JSON.parse(line));
    expect(events.map(({ action }) => action)).toEqual(Array(3).fill('token.created'));
  });

  it('shows the log in pages', async () => {
    for (let count = 0; count < 50; count += 1)
      await site.createToken(site.customer, { name: `token ${count}` });
    await open('?action=token.');
    await page.getByText('1–50 of 53').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('51–53 of 53').waitFor();
    await expect.poll(shown).toHaveLength(3);
  });
});
