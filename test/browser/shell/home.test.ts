import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { connect, registerClient } from '../../support/oauth/oauth.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const day = 86_400_000;

describeInBrowser('Home', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('leads a new member to a first token and a first tool', async () => {
    const member = await site.newMember();
    const page = await openPage(site.origin, { cookie: await site.signIn(member), colorScheme: 'dark' });
    await page.goto('/');
    await page.getByText('Create your first token').waitFor();
    await page.getByText('Connect Claude, Cursor, VS Code').waitFor();
    await page.getByRole('link', { name: 'Your account has no second factor. Set up' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Connect a tool' }).click();
    await waitForHeading(page, 'Connect a tool');
    await page.getByRole('link', { name: 'Home of acme-corp' }).click();
    await waitForHeading(page, 'Home');
    await page.getByRole('button', { name: 'Create Token' }).click();
    await page.getByRole('dialog', { name: 'Create Token' }).getByLabel('Name').fill('CI');
  });

  it('says what needs attention, with the page where to decide', async () => {
    const expiresAt = new Date(Date.now() + 3 * day).toISOString();
    await site.createToken(site.admin, { name: 'Deploy', expiresAt });
    await connect(site, site.teamMember, {
      client: await registerClient(site, { client_name: 'Noisy Sync' }),
    });
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/');
    await page.getByRole('link', { name: /^Your token Deploy expires in 3 days\. Rotate$/ }).waitFor();
    await page.getByRole('link', { name: /^1 token in your organization expires within 7 days\./ }).waitFor();
    await page.getByText('You have 2 active tokens').waitFor();
    await expectAccessible(page);
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await page
      .getByRole('link', { name: 'The app Noisy Sync waits to be verified or blocked. Decide' })
      .click();
    await waitForHeading(page, 'Apps');
    await page.goBack();
    await page.getByRole('link', { name: /^1 token in your organization/ }).click();
    await waitForHeading(page, 'Tokens');
    await page.getByText('Deploy').first().waitFor();
  });

  it('shows a member their tickets, nothing of the organization, and when the plan pauses tokens', async () => {
    const board = await site.createBoard('acme-corp', 'SUP', [site.teamMember]);
    const body = { boardId: board.id, title: 'Fix the printer', assigneeId: site.teamMember.id };
    const created = await site.send('POST', '/api/v1/tickets', { token: site.teamMemberToken, body });
    expect(created.status).toBe(201);
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    await page.goto('/');
    await page.getByText('You have 1 active token').waitFor();
    await page.getByText('Connected to Noisy Sync.').waitFor();
    await page.getByRole('link', { name: /Medium priority SUP-1 Fix the printer To do/ }).click();
    await waitForHeading(page, 'Fix the printer');
    await page.goBack();
    expect(await page.getByText('in your organization').count()).toBe(0);
    await site.setPlan('acme-corp', 'starter');
    await page.reload();
    await page.getByText('is on the Starter plan, so access tokens are paused.').waitFor();
    expect(await page.getByRole('button', { name: 'Create Token' }).isDisabled()).toBe(true);
  });
});
