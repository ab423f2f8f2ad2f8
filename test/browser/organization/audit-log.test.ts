import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { choosePerson } from '../../support/browser/choose-person.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { day } from '../../support/clock.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const path = '/settings/organization/audit-log';

describeInBrowser('the audit log', () => {
  let site: Site;
  let page: Page;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(async () => {
    // The page polls for new events.
    await page.goto('about:blank');
    await site.close();
  });

  const open = async (query = '') => {
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto(`${path}${query}`);
    await waitForHeading(page, 'Audit log');
  };
  const row = (words: string) => page.getByRole('row').filter({ hasText: words });
  /** Returns the summaries of the shown events, newest first. */
  const shown = () =>
    page.getByRole('table').first().locator('tbody > tr:has(> th) > td:nth-of-type(1) a').allTextContents();
  /** Returns the day `days` from now in the time zone of this machine and the browser. */
  const dayIn = (days: number) => new Date(site.clock.now() + days * day).toLocaleDateString('sv-SE');
  const change = (method: string, url: string, body: unknown) =>
    site.send(method, url, { token: site.adminToken, body });

  it('says what happened, when exactly and from where, with details, and shows new events by itself', async () => {
    await change('PATCH', `/api/v1/users/${site.customer.id}`, { role: 'TEAM_MEMBER' });
    await open();
    const summary = 'Changed role from Customer to Team member · cora';
    const entry = row(summary);
    await entry.waitFor();
    expect((await shown()).slice(0, 2)).toEqual(['Signed in with a password', summary]);
    expect(await entry.getByRole('rowheader').textContent()).toBe('adaada@acme.test');
    const [what, when, from] = await entry.getByRole('cell').allTextContents();
    expect(what).toBe(`${summary}member.changed`);
    expect(when).toMatch(/^just now\w+ \d+, \d{4}, /);
    expect(from).toBe('127.0.0.1');

    await page.getByText('UTC', { exact: true }).click();
    await page.reload();
    await entry.getByText(/, \d{4}, .+ UTC$/).waitFor();

    await page.getByText('Live: new events appear by themselves').waitFor();
    await change('PATCH', '/api/v1/organization', {
      policy: { expiryRequired: true, maxLifetimeDays: 365 },
    });
    await row('Required an expiry; maximum 365 days')
      .or(row('Maximum 365 days; required an expiry'))
      .waitFor();

    await entry.getByRole('button', { name: 'Details' }).click();
    const line = page.getByRole('row', { name: 'Role CUSTOMER TEAM_MEMBER', exact: true });
    expect(await line.getByRole('cell').allTextContents()).toEqual(['CUSTOMER', 'TEAM_MEMBER']);
    await page.getByRole('link', { name: 'All events with this user' }).click();
    await expect.poll(shown).toEqual([summary, 'Added cora as Customer']);

    await page.getByRole('link', { name: summary }).click();
    await waitForHeading(page, summary);
    const address = page.url();
    expect(address).toMatch(/\/audit-log\/\d+$/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    const copied = JSON.parse(String(await page.evaluate('navigator.clipboard.readText()')));
    expect(copied).toMatchObject({ action: 'member.changed', target: { id: site.customer.id } });
    await page.getByRole('link', { name: 'Event before' }).click();
    await expect.poll(() => page.url()).not.toBe(address);
    await page.goto(`${path}/999999`);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  });

  it('filters by text, actor, event type, address and date, and keeps the filters in the address', async () => {
    site.clock.advance(3 * day);
    await site.signIn(site.teamMember);
    await site.send('POST', '/api/v1/auth/login', {
      address: '203.0.113.7',
      body: { email: 'cora@acme.test', password: 'not the password' },
    });
    await site.app.sweep();
    await open();
    await row('Signed in').first().waitFor();
    const before = (await shown()).length;
    await page.getByRole('link', { name: 'Failed sign-ins' }).click();
    await expect.poll(shown).toEqual(['Failed to sign in as cora: wrong password']);
    await page.getByRole('link', { name: 'All events from 203.0.113.7' }).click();
    await expect.poll(shown).toHaveLength(1);
    expect(new URL(page.url()).search).toBe('?address=203.0.113.7');
    await page.getByRole('button', { name: 'Clear filters' }).click();

    await page.getByRole('searchbox', { name: 'Search' }).fill('CORA');
    await page.keyboard.press('Enter');
    await page.getByText(/\d+ found, \d+ events searched/).waitFor();
    expect(await shown()).toContain('Failed to sign in as cora: wrong password');
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe('');

    await page.getByLabel('Event type').selectOption('Sign-ins');
    const signedIn = 'Signed in with a password';
    await expect.poll(shown).toEqual([signedIn, signedIn]);
    await choosePerson(page, 'Performed by', 'tim');
    await expect.poll(shown).toEqual(['Signed in with a password']);
    await page.reload();
    await expect.poll(shown).toEqual(['Signed in with a password']);
    await page.getByLabel('To', { exact: true }).fill(dayIn(-2));
    await page.getByText('No events match').waitFor();
    await page.getByLabel('To', { exact: true }).fill(dayIn(1));
    await expect.poll(shown).toEqual(['Signed in with a password']);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      action: 'session.',
      actorId: site.teamMember.id,
      to: dayIn(1),
    });
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(async () => (await shown()).length).toBe(before);
    await choosePerson(page, 'Performed by', 'Operator');
    await expect.poll(async () => (await shown()).includes('Signed in with a password')).toBe(false);
    expect((await shown()).at(-1)).toMatch(/^Created the organization/);
  });

  it('exports the filtered events as CSV and NDJSON, shows the progress and cancels', async () => {
    await open('?action=token.');
    await row('Created the token').first().waitFor();
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

    await page.route('**/audit-events/export?*', () => undefined);
    await page.getByRole('link', { name: 'Export CSV' }).click();
    await page.getByText('Exporting…').waitFor();
    await page.getByRole('button', { name: 'Cancel export' }).click();
    await page.getByRole('link', { name: 'Export CSV' }).waitFor();
  });

  it('shows how much of an export has arrived', async () => {
    await open();
    const rows = 'one event\n'.repeat(40);
    await page.addInitScript(`
      const send = window.fetch;
      window.fetch = (input, init) =>
        String(input).includes('/export?')
          ? Promise.resolve(new Response(new ReadableStream({
              start: (stream) => stream.enqueue(new TextEncoder().encode(${JSON.stringify(rows)})),
            }), { headers: { 'spedy-expected-events': '160' } }))
          : send(input, init);
    `);
    await page.reload();
    await page.getByRole('link', { name: 'Export NDJSON' }).click();
    await page.getByText('Exporting: 25% · 40 events, 0.0 MB').waitFor();
    await page.getByRole('button', { name: 'Cancel export' }).click();
  });

  it('searches on by itself, says how far it has come, and stops when asked to', async () => {
    await open();
    await row('Signed in').first().waitFor();
    // Each answer of the server has looked at 1,000 events; the third one waits.
    const [answered, first] = await Promise.all([
      page.waitForResponse('**/audit-events?*'),
      page.reload(),
    ]).then(async ([response]) => [await response.json(), response.url()] as const);
    expect(first).toContain('limit=50');
    let requests = 0;
    const held = Promise.withResolvers<void>();
    await page.route('**/audit-events?*search=*', async (route) => {
      requests += 1;
      if (requests === 3) await held.promise;
      const data = requests === 2 ? answered.data.slice(0, 1) : [];
      const searched = { events: 1_000, until: '2026-05-01T00:00:00.000Z', isComplete: false };
      await route.fulfill({ json: { ...answered, data, total: data.length, searched, nextCursor: 'next' } });
    });
    await page.getByRole('searchbox', { name: 'Search' }).fill('door');
    await page.keyboard.press('Enter');
    await page.getByText('Searching…').waitFor();
    await page.getByText('1 found, 2,000 events searched, back to').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Stop' }).click();
    held.resolve();
    await page.getByText('1 found, 3,000 events searched, back to').waitFor();
    await page.getByText('search again for new events').waitFor();
    await page.getByRole('link', { name: 'Search older events' }).waitFor();
    expect(requests).toBe(3);
    expect(await shown()).toHaveLength(1);
  });

  it('shows the log in pages, both ways', async () => {
    for (let count = 0; count < 50; count += 1)
      await site.createToken(site.customer, { name: `token ${count}` });
    await open('?action=token.');
    await page.getByText('53 events').waitFor();
    const first = await shown();
    expect(first).toHaveLength(50);
    await page.getByRole('link', { name: 'Older' }).click();
    await expect.poll(shown).toHaveLength(3);
    await page.getByText('Earlier events').waitFor();
    await page.getByRole('link', { name: 'Newer' }).click();
    await expect.poll(shown).toEqual(first);
    await expect.poll(() => page.evaluate('scrollY')).toBe(0);
    const event = page.getByRole('row').nth(15).getByRole('link').first();
    await event.scrollIntoViewIfNeeded();
    const place = await page.evaluate('scrollY');
    expect(place).toBeGreaterThan(0);
    await event.click();
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
    await page.goBack();
    await expect.poll(() => page.evaluate('scrollY')).toBe(place);
    await page.goBack();
    await expect.poll(shown).toHaveLength(3);
    await page.getByRole('link', { name: 'Newest' }).click();
    await expect.poll(shown).toEqual(first);
  });
});
