import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainPageStyle } from '../../../src/http/responses/plain-page-style.ts';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createTestDatabase, type TestDatabase } from '../../support/databases/database.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { type SpedyProcess, spawnServer } from '../../support/servers/command-line.ts';
import { submitSignIn, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

const email = 'ada@acme.test';

describeInBrowser('the first start', () => {
  let database: TestDatabase;
  let server: SpedyProcess;
  let link: string;
  let origin: string;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    server = spawnServer({ DATABASE_URL: database.url, PORT: String(await freePort()) });
    [link] = await server.untilPrinted(/http:\S+\/setup\?token=spedy_set_\w+/);
    await server.untilPrinted(/Server listening/);
    origin = new URL(link).origin;
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });
  const own = () => origin.replace('://', '://acme-corp.');
  const fill = async (page: Page, typed: string) => {
    await page.getByLabel('Organization name').fill('Acme Corp');
    await page.getByLabel('Subdomain').fill('acme-corp');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(typed);
    await page.getByRole('button', { name: 'Create organization' }).click();
  };

  it('leads from the printed link to the form and the dashboard, on a phone', async () => {
    const page = await openPage(origin, { viewport: { width: 375, height: 700 }, allowedOrigins: [own()] });
    await page.goto(link);
    await waitForHeading(page, 'Set up Spedy');
    await expectAccessible(page);
    // The browser accepts this one, and the server rejects it.
    await page.getByLabel('Subdomain').fill('www');
    await fillRest(page);
    await page.getByText("'www' is reserved").waitFor();
    expect(await page.getByLabel('Subdomain').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Organization name').inputValue()).toBe('Acme Corp');
    await expectAccessible(page);

    await fill(page, password);
    await waitForHeading(page, 'Your organization is ready');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await submitSignIn(page, { email });
    await waitForHeading(page, 'Home');
    expect(page.url()).toBe(`${own()}/`);

    await page.goto(link);
    await waitForHeading(page, 'This setup link does not work');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
  });

  const fillRest = async (page: Page) => {
    await page.getByLabel('Organization name').fill('Acme Corp');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create organization' }).click();
  };

  it('explains that an incomplete link does not work', async () => {
    const page = await openPage(origin);
    await page.goto(link.slice(0, -1));
    await waitForHeading(page, 'This setup link does not work');
  });
});

it('gives pages rendered by the server the colors of the dashboard', () => {
  const styles = readFileSync(new URL('../../../dashboard/src/ui/colors.css', import.meta.url), 'utf8');
  const colours = (css: string, from: string) => {
    const block = css.slice(css.indexOf(from)).match(/\{[^{}]*color-scheme:[^}]*\}/)?.[0] ?? '';
    return new Map([...block.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name, value]) => [name, value]));
  };
  for (const [ours, theirs] of [
    [':root', ':root {'],
    ['@media (prefers-color-scheme: dark)', '@media (prefers-color-scheme: dark) {\n  :root'],
  ] as const) {
    const dashboard = colours(styles, theirs);
    const server = colours(plainPageStyle, ours);
    expect(server.size).toBeGreaterThan(8);
    for (const [name, value] of server) expect(`${name}: ${value}`).toBe(`${name}: ${dashboard.get(name)}`);
  }
});
