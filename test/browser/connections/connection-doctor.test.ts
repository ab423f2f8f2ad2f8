import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const path = '/settings/organization/connection';
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const;

describeInBrowser('the connection page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite({ clientMetadataDocuments: false });
  });
  afterAll(() => site.close());

  it.each(looks)('checks the connection and shows the result by client ($colorScheme)', async (look) => {
    const page = await openPage(site.origin, { ...look, cookie: await site.signIn(site.admin) });
    await page.goto(path);
    await waitForHeading(page, 'Connection doctor');
    await page.getByText('Not checked yet').waitFor();
    await page.getByText(`${site.origin}/mcp`).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Check connection' }).click();
    await page.getByRole('status').filter({ hasText: '3 of 7 clients can connect' }).waitFor();
    for (const name of ['All clients', 'Claude', 'Claude Code', 'Cursor', 'VS Code', 'ChatGPT', 'Gemini CLI'])
      await page.getByRole('region', { name, exact: true }).waitFor();
    const claude = page.getByRole('region', { name: 'Claude', exact: true });
    await claude.getByText("connects from its vendor's servers").waitFor();
    await claude.getByText('What to do: Use https at a public name').waitFor();
    await page.getByRole('region', { name: 'Cursor' }).getByText('Can connect').waitFor();
    await page.getByRole('region', { name: 'ChatGPT' }).getByText('Cannot connect').waitFor();
    await page.getByRole('region', { name: 'Cursor' }).getByText('5 checks passed').click();
    await page.getByText('The client registers with its 3 redirect URIs').waitFor();
    await expectAccessible(page);
  });

  it('says what to do if a client cannot connect, and when checks are too frequent', async () => {
    const cookie = await site.signIn(site.admin);
    const setPolicy = (registration: string) =>
      site.send('PATCH', '/api/v1/organization', {
        token: site.adminToken,
        body: { policy: { registration } },
      });
    await setPolicy('off');
    const page = await openPage(site.origin, { cookie });
    await page.goto(path);
    await page.getByRole('button', { name: 'Check connection' }).click();
    const cursor = page.getByRole('region', { name: 'Cursor' });
    await cursor.getByText('Cannot connect').waitFor();
    await cursor.getByText('Allow applications to register: Settings > Organization > Policy').waitFor();
    await setPolicy('open');
    await page.getByRole('button', { name: 'Check connection' }).click();
    await page.getByText('Could not check the connection').waitFor();
    expect(await page.getByText(/Too many requests\. Try again in/).count()).toBe(1);
    await expectAccessible(page);
  });

  it('is only for admins', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    await page.goto(path);
    await waitForHeading(page, 'Only admins can see this page');
  });
});
