import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const run = promisify(execFile);
/** Runs what the page says to paste in a terminal. Returns what it prints. */
const bash = async (script: string, env: Readonly<Record<string, string>> = {}) =>
  (await run('bash', ['-euo', 'pipefail', '-c', script], { env: { ...process.env, ...env } })).stdout;

describeInBrowser('the page that connects a tool', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('has the values of the organization, deep links, and what is out of reach, for a member', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.customer) });
    const step = (number: number) =>
      page.getByRole('listitem').filter({
        has: page.getByRole('button', { name: `Copy step ${number}`, exact: true }),
      });
    const copied = async (number: number) => (await step(number).locator('pre').textContent()) ?? '';
    const choose = async (name: string) => {
      await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name, exact: true, level: 2 }).waitFor();
    };
    await page.goto('/');
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Connect', exact: true })
      .click();
    await waitForHeading(page, 'Connect a tool');
    await page.getByText('Claude cannot reach this server').waitFor();
    expect(await copied(2)).toBe(`${site.origin}/mcp`);
    await expectAccessible(page);

    await choose('Claude Code');
    expect(await page.getByText('cannot reach this server').count()).toBe(0);
    expect(await copied(1)).toBe(`claude mcp add --transport http acme-corp ${site.origin}/mcp`);
    await choose('Cursor');
    const cursor = await page.getByRole('link', { name: 'Open in Cursor' }).getAttribute('href');
    const { searchParams } = new URL(cursor ?? '');
    expect(JSON.parse(atob(searchParams.get('config') ?? ''))).toEqual({ url: `${site.origin}/mcp` });
    await choose('VS Code');
    const code = await page.getByRole('link', { name: 'Open in VS Code' }).getAttribute('href');
    expect(JSON.parse(decodeURIComponent(code?.split('?')[1] ?? ''))).toEqual({
      name: 'acme-corp',
      type: 'http',
      url: `${site.origin}/mcp`,
    });
    await page.reload();
    await page.getByRole('heading', { name: 'VS Code', level: 2 }).waitFor();

    await choose('A script');
    const token = await site.createToken(site.customer);
    const answer = await bash(`${(await copied(2)).replace('curl', 'curl -sS')}`, { SPEDY_TOKEN: token });
    expect(JSON.parse(answer)).toMatchObject({ data: expect.any(Array), page: 1 });
    const link = page.getByRole('link', { name: 'Create a token' });
    expect(await link.getAttribute('href')).toContain('scopes=tickets:read');

    await choose('A device');
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    const [register, poll] = [await copied(1), await copied(3)];
    const printed = await bash(`${register}\n${poll}`);
    expect(printed).toMatch(new RegExp(`Go to ${site.origin}/device and type [A-Z]{4}-[A-Z]{4}`));
    expect(printed).toContain('authorization_pending');

    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('Tools on this computer can connect').waitFor();
    await page.getByText('No app is connected to your account yet.').waitFor();
    await page.route('**/.well-known/oauth-authorization-server', (route) =>
      route.fulfill({ json: { issuer: 'https://other.example' } }),
    );
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText(`It names https://other.example instead of ${site.origin}.`).waitFor();
  });

  it('tests each tool for an admin', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/connect?tool=claude-code');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    const claude = page
      .getByRole('status')
      .getByRole('listitem')
      .filter({ hasText: /^Claude(?! Code)/ });
    await claude.getByText('Cannot connect').waitFor();
    await page.getByRole('link', { name: 'Every check, and how to fix problems' }).click();
    await waitForHeading(page, 'Connection doctor');
  });
});
