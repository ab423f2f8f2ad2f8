import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { postTicket } from '../../support/boards.ts';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

describeInBrowser('the page of a ticket', () => {
  let site: Site;
  let board: { readonly id: string };
  let ticket: { readonly id: string; readonly displayId: string; readonly updatedAt: string };
  beforeAll(async () => {
    site = await createSite();
    board = await site.createBoard('acme-corp', 'WEB', [site.teamMember, site.customer]);
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    ticket = await postTicket(site, { title: 'Door', description: 'It squeaks.', boardId: board.id });
  });

  const open = async (member = site.teamMember, options = {}) => {
    const page = await openPage(site.origin, { cookie: await site.signIn(member), ...options });
    await page.goto(`/tickets/${ticket.displayId.toLowerCase()}`);
    await waitForHeading(page, 'Door');
    return page;
  };
  const read = async () =>
    (await site.send('GET', `/api/v1/tickets/${ticket.id}`, { token: site.adminToken })).body;
  const patch = (body: object) =>
    site.send('PATCH', `/api/v1/tickets/${ticket.id}`, { token: site.adminToken, body });
  const comments = (page: Page) => page.getByRole('list', { name: 'Comments' }).getByRole('listitem');

  it('stays as it is when its address changes to the display ID', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    // The page requests the ticket again under its own address. Nothing waits for that answer.
    await page.route(`**/api/v1/tickets/${ticket.displayId}`, () => {});
    const again = page.waitForRequest(`**/api/v1/tickets/${ticket.displayId}`);
    await page.goto(`/tickets/${ticket.displayId.toLowerCase()}`);
    await again;
    expect(new URL(page.url()).pathname).toBe(`/tickets/${ticket.displayId}`);
    expect(await page.getByRole('heading', { name: 'Door' }).isVisible()).toBe(true);
    expect(await page.getByLabel('Add a comment').isVisible()).toBe(true);
  });

  it('changes status, priority and assignee in place, and shows the truth if the server refuses', async () => {
    const page = await open();
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/tickets/${ticket.displayId}`);
    const boards = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Boards' });
    expect(await boards.getAttribute('aria-current')).toBe('page');
    await page.getByLabel('Status').selectOption({ label: 'In progress' });
    await page.getByLabel('Priority').selectOption({ label: 'Urgent' });
    await page.getByRole('button', { name: 'Assign to me' }).click();
    await expect
      .poll(read)
      .toMatchObject({ status: 'IN_PROGRESS', priority: 'URGENT', assignee: { name: 'tim' } });
    await expectAccessible(page);
    const assignee = page.getByRole('combobox', { name: 'Assignee' });
    await assignee.press('ArrowDown');
    await page.getByRole('option', { name: 'cora' }).waitFor();
    const options = page.getByRole('listbox').getByRole('option');
    expect(await options.allTextContents()).toEqual(['Nobody', 'ada', 'cora', 'timYou']);
    await expectAccessible(page);
    await assignee.pressSequentially('cor');
    await page.getByRole('option', { name: 'tim' }).waitFor({ state: 'detached' });
    const path = `/api/v1/boards/${board.id}/members/${site.customer.id}`;
    await site.send('DELETE', path, { token: site.adminToken });
    await assignee.press('Enter');
    await page.getByText(`${ticket.displayId} was not changed.`).waitFor();
    await expect.poll(() => assignee.inputValue()).toBe('tim');
    await site.send('PUT', path, { token: site.adminToken });
  });

  it('edits title and description by keyboard, and never overwrites what somebody else wrote', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Title').fill(' ');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Enter a title.').waitFor();
    await page.getByLabel('Title').fill('Window');
    await expectAccessible(page);
    // A change of another field is no conflict.
    await patch({ priority: 'HIGH' });
    await page.getByLabel('Title').focus();
    await page.keyboard.press('Control+Enter');
    await waitForHeading(page, 'Window');
    // The page shows the change before the server has it.
    await expect.poll(read).toMatchObject({ title: 'Window', priority: 'HIGH' });

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Description').fill('My long text');
    await patch({ description: 'Their text' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else changed this ticket').waitFor();
    await page.getByText('Their text').waitFor();
    expect(await page.getByLabel('Description').inputValue()).toBe('My long text');
    expect((await read()).description).toBe('Their text');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'WEB', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Save mine' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    await expect.poll(read).toMatchObject({ description: 'My long text' });
  });

  it('has comments: internal ones are marked, and customers get neither them nor their number', async () => {
    const page = await open();
    await page.getByLabel('Add a comment').fill('We look into it.');
    await page.keyboard.press('Control+Enter');
    await comments(page).nth(0).getByText('We look into it.').waitFor();
    await page.getByLabel('Add a comment').fill('The margin is low.');
    await page.getByLabel('Internal').check();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Comment internally' }).click();
    await comments(page).nth(1).getByText('Internal', { exact: false }).waitFor();
    await expect.poll(() => page.getByLabel('Add a comment').inputValue()).toBe('');
    expect(await page.getByLabel('Internal').isChecked()).toBe(false);
    await expectAccessible(page);

    const theirs = await open(site.customer, { colorScheme: 'dark', viewport: { width: 375, height: 700 } });
    await comments(theirs).nth(0).getByText('We look into it.').waitFor();
    expect(await comments(theirs).count()).toBe(1);
    expect(await theirs.getByRole('heading', { name: 'Comments' }).textContent()).toBe('Comments 1');
    expect(await theirs.content()).not.toContain('margin');
    for (const control of [
      theirs.getByLabel('Internal'),
      theirs.getByLabel('Status'),
      theirs.getByRole('button', { name: 'Edit', exact: true }),
      theirs.getByRole('button', { name: /^Actions/ }),
    ])
      expect(await control.count()).toBe(0);
    await expectAccessible(theirs);
    await theirs.getByLabel('Add a comment').fill('Thank you!');
    await theirs.getByRole('button', { name: 'Comment' }).click();
    await comments(theirs).nth(1).getByText('Thank you!').waitFor();
  });

  it('edits and deletes comments, and keeps what was typed', async () => {
    const page = await open(site.teamMember, { allowServerErrors: true, expectedLog: /503/ });
    await page.getByLabel('Add a comment').fill('Draft');
    await page.route('**/comments', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 503, json: { code: 'unavailable', message: 'Temporarily unavailable.' } })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByText('Temporarily unavailable.').waitFor();
    expect(await page.getByLabel('Add a comment').inputValue()).toBe('Draft');
    await page.unroute('**/comments');
    await page.getByRole('link', { name: 'WEB', exact: true }).click();
    await waitForHeading(page, 'WEB');
    await page.getByRole('link', { name: 'Door' }).first().click();
    await waitForHeading(page, 'Door');
    expect(await page.getByLabel('Add a comment').inputValue()).toBe('Draft');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    const comment = comments(page).first();
    await comment.getByText('Draft').waitFor();
    const menu = page.getByRole('button', { name: 'Actions for the comment of tim' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByLabel('Comment', { exact: true }).fill('Final');
    await page.getByRole('button', { name: 'Save' }).click();
    await comment.getByText('Final').waitFor();
    await comment.getByText('edited').waitFor();
    await menu.click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Delete comment' }).click();
    await comment.waitFor({ state: 'detached' });
    // The page removes it before the server has answered.
    await expect.poll(async () => (await read()).commentCount).toBe(0);
  });
});
