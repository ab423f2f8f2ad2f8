import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { postTicket } from '../../support/boards.ts';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { choosePerson } from '../../support/browser/choose-person.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

describeInBrowser('the pages of boards', () => {
  let site: Site;
  let boards = 0;
  let board: { readonly id: string; readonly key: string };
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    boards += 1;
    board = await site.createBoard('acme-corp', `BRD${boards}`, [site.teamMember, site.customer]);
  });

  const ticket = (title: string, fields: object = {}) =>
    postTicket(site, { title, boardId: board.id, ...fields });
  const statusOf = async (id: string) =>
    (await site.send('GET', `/api/v1/tickets/${id}`, { token: site.adminToken })).body.status;
  const column = (page: Page, name: string) => page.getByRole('region', { name });
  const open = async (member = site.teamMember, query = '', options = {}) => {
    const page = await openPage(site.origin, { cookie: await site.signIn(member), ...options });
    await page.goto(`/boards/${board.key}${query}`);
    await waitForHeading(page, board.key);
    return page;
  };

  it('are created by administrators, with a name and a key, and found in the navigation', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/boards');
    await page.getByRole('list', { name: 'Boards' }).getByRole('link', { name: board.key }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Create board' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create board' }).click();
    await dialog.getByText('Enter a key, such as WEB.').waitFor();
    await dialog.getByLabel('Name').fill('Warehouse');
    await dialog.getByLabel('Key').fill(board.key.toLowerCase());
    await dialog.getByRole('button', { name: 'Create board' }).click();
    await dialog.getByText(`A board with the key ${board.key} already exists.`).waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Key').fill('ware');
    await dialog.getByRole('button', { name: 'Create board' }).click();
    await waitForHeading(page, 'Warehouse');
    expect(new URL(page.url()).pathname).toBe('/boards/WARE');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Depot');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await waitForHeading(page, 'Depot');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Boards' }).click();
    await page.getByRole('link', { name: 'Depot' }).waitFor();
  });

  it('say what to do without a board, and hide the boards of others', async () => {
    const member = await site.newMember();
    const page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto('/boards');
    await page.getByText('Ask an administrator to add you to one').waitFor();
    expect(await page.getByRole('button', { name: 'Create board' }).count()).toBe(0);
    await page.goto(`/boards/${board.key}`);
    await waitForHeading(page, 'Page not found');
  });

  it('create tickets, and move them by mouse, menu and keyboard, with undo', async () => {
    const first = await ticket('Squeaking door', { priority: 'URGENT' });
    const page = await open();
    await column(page, 'To do').getByText('Squeaking door').waitFor();
    await page.getByRole('button', { name: 'Create ticket' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create ticket' });
    await dialog.getByRole('button', { name: 'Create ticket' }).click();
    await dialog.getByText('Enter a title.').waitFor();
    await dialog.getByLabel('Title').fill('Broken window');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Create ticket' }).click();
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Broken window');
    await choosePerson(dialog, 'Assignee', 'tim');
    await dialog.getByRole('button', { name: 'Create ticket' }).click();
    await page.getByText(`${board.key}-2 was created.`).waitFor();
    const card = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    await card('Broken window').getByText('tim').waitFor();
    await expectAccessible(page);

    await card('Broken window').dragTo(column(page, 'Done'));
    await column(page, 'Done').getByText('Broken window').waitFor();
    await page.getByText(`${board.key}-2 is now in Done.`).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await column(page, 'To do').getByText('Broken window').waitFor();

    await page.getByRole('button', { name: `Move ${board.key}-1 to…` }).click();
    await expectAccessible(page);
    await page.getByRole('menuitem', { name: 'In progress' }).click();
    await column(page, 'In progress').getByText('Squeaking door').waitFor();
    await page.getByRole('link', { name: 'Squeaking door' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await column(page, 'Done').getByText('Squeaking door').waitFor();
    await expect.poll(() => statusOf(first.id)).toBe('DONE');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Squeaking door');
    await page.keyboard.press('Enter');
    await waitForHeading(page, 'Squeaking door');
  });

  it('show the truth again and say why if a ticket cannot be moved', async () => {
    const moved = await ticket('Leaking roof');
    const page = await open(site.teamMember, '', { allowServerErrors: true, expectedLog: /503/ });
    await column(page, 'To do').getByText('Leaking roof').waitFor();
    const body = { code: 'unavailable', message: 'Temporarily unavailable. Try again in a few seconds.' };
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/v1/tickets/tkt_*', async (route) => {
      await held;
      await route.fulfill({ status: 503, json: body });
    });
    await page.getByRole('button', { name: `Move ${moved.displayId} to…` }).click();
    await page.getByRole('menuitem', { name: 'Done' }).click();
    await column(page, 'Done').getByText('Leaking roof').waitFor();
    release();
    await page.getByText(`${moved.displayId} was not changed. Temporarily unavailable`).waitFor();
    await column(page, 'To do').getByText('Leaking roof').waitFor();
    expect(await column(page, 'Done').getByText('Leaking roof').count()).toBe(0);
    expect(await statusOf(moved.id)).toBe('TODO');
  });

  it('filter, search, sort and page a list, which its address remembers', async () => {
    for (let index = 1; index <= 60; index += 1)
      await ticket(`Row ${index}`, {
        priority: index === 7 ? 'URGENT' : 'LOW',
        status: index % 2 ? 'TODO' : 'DONE',
      });
    const page = await open(site.teamMember, '?view=list');
    const rows = page.getByRole('table', { name: 'Tickets' }).getByRole('row');
    await page.getByText('50 of 60 tickets').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('60 of 60 tickets').waitFor();
    await page.getByLabel('Order').selectOption({ label: 'Priority' });
    await rows.nth(1).getByText('Row 7').waitFor();
    await page.getByLabel('Status').selectOption({ label: 'To do' });
    await page.getByText('30 of 30 tickets').waitFor();
    await page.getByLabel('Priority').selectOption({ label: 'Urgent' });
    await page.getByText('1 of 1 ticket', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?view=list&sort=priority&status=TODO&priority=URGENT');
    await expectAccessible(page);
    await page.reload();
    await page.getByText('1 of 1 ticket', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('row 42');
    await page.getByText('1 of 1 ticket', { exact: true }).waitFor();
    await rows.nth(1).getByText('Row 42').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('nowhere');
    await page.getByText('No tickets match').waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click();
    await page.getByText('50 of 60 tickets').waitFor();
    await rows.nth(1).getByRole('link').click();
    await page.getByRole('link', { name: board.key, exact: true }).waitFor();
  });

  it('let administrators add and remove members, and team members only see them', async () => {
    const other = await site.newMember();
    const page = await open(site.admin);
    await page.getByRole('button', { name: 'Members' }).click();
    const dialog = page.getByRole('dialog');
    const members = dialog.getByRole('list', { name: 'Members' }).getByRole('listitem');
    await expect.poll(() => members.count()).toBe(2);
    const field = dialog.getByRole('combobox', { name: 'Add a member' });
    await field.fill('cora');
    await dialog.getByRole('option', { name: 'cora On this board', disabled: true }).waitFor();
    await field.press('Escape');
    expect(await dialog.getByRole('option').count()).toBe(0);
    await choosePerson(dialog, 'Add a member', other.email);
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect.poll(() => members.count()).toBe(3);
    await expectAccessible(page);
    await members
      .filter({ hasText: site.customer.email })
      .getByRole('button', { name: 'Remove cora' })
      .click();
    await expect.poll(() => members.count()).toBe(2);
    const theirs = await openPage(site.origin, { cookie: await site.signIn(other) });
    await theirs.goto(`/boards/${board.key}`);
    await waitForHeading(theirs, board.key);
    await theirs.getByRole('button', { name: 'Members' }).click();
    await theirs.getByRole('dialog').getByText('tim', { exact: true }).waitFor();
    expect(await theirs.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
    expect(await theirs.getByText('@acme.test').count()).toBe(1);
  });

  it('show what nobody is assigned to', async () => {
    await ticket('Taken', { assigneeId: site.teamMember.id });
    await ticket('Free');
    const page = await open();
    await page.getByText('Taken').waitFor();
    await choosePerson(page, 'Assignee', 'Nobody');
    await page.getByText('Taken').waitFor({ state: 'detached' });
    await page.getByText('Free').waitFor();
    expect(new URL(page.url()).searchParams.get('assignee')).toBe('none');
    await page.reload();
    await page.getByText('Free').waitFor();
    expect(await page.getByRole('combobox', { name: 'Assignee' }).inputValue()).toBe('Nobody');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('Taken').waitFor();
  });

  it('are for reading to customers, also on a phone in dark', async () => {
    await ticket('Read me', { status: 'IN_PROGRESS', assigneeId: site.teamMember.id });
    const page = await open(site.customer, '', {
      colorScheme: 'dark',
      viewport: { width: 375, height: 700 },
    });
    await column(page, 'In progress').getByText('Read me').waitFor();
    await expectAccessible(page);
    for (const name of ['Create ticket', 'Members', 'Rename', /^Move/])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    expect(await page.locator('[draggable=true]').count()).toBe(0);
    await page.getByRole('button', { name: 'List' }).click();
    await page.getByText('1 of 1 ticket', { exact: true }).waitFor();
    await expectAccessible(page);
  });
});
