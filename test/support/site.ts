import type { Locator, Page } from 'playwright-core';
import { letAnswer, openDoor } from './browser-door.ts';
import { TestClock } from './clock.ts';
import { createAcme, type Member, password, type WorldOptions } from './world.ts';

/** acme-corp on a port of this machine, for a browser: with the real time, which the browser has too. */
export async function createSite(
  options: Pick<WorldOptions, 'clientMetadataDocuments' | 'defaultOrganization'> = {},
) {
  const host = `localhost:${await openDoor()}`;
  const acme = await createAcme({ ...options, baseUrl: `http://${host}`, clock: new TestClock(Date.now) });
  await letAnswer(acme.app.server);
  let made = 0;
  return {
    ...acme,
    origin: `http://acme-corp.${host}`,
    bareOrigin: `http://${host}`,
    /** A team member of whom no other test knows. */
    newMember: () => {
      made += 1;
      return acme.createMember('acme-corp', `member${made}@acme.test`, 'TEAM_MEMBER');
    },
  };
}
export type Site = Awaited<ReturnType<typeof createSite>>;

/** Fills in the form for signing in and sends it. */
export async function submitSignIn(page: Page, { email }: Pick<Member, 'email'>, typed = password) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Waits for a page by its heading. */
export async function seeHeading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
}

/** Waits until the question is closed and what it was about is gone: while it is open, nothing behind it is found. */
export async function seeGone(asked: Locator): Promise<void> {
  await asked.page().getByRole('alertdialog').waitFor({ state: 'detached' });
  await asked.waitFor({ state: 'detached' });
}

/** What a press on "Copy" has copied, once the page says that it is. */
export async function copied(page: Page): Promise<string> {
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  return page.evaluate('navigator.clipboard.readText()');
}
