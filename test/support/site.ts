import type { Locator, Page } from 'playwright-core';
import { openSharedPort, serveAtSharedPort } from './browser/shared-port.ts';
import { TestClock } from './clock.ts';
import { createAcme, type Member, password, type WorldOptions } from './world.ts';

/**
 * Creates acme-corp on a loopback port for a browser, with the real time that the browser uses too.
 * @param hostname of the bare domain, which ends with localhost
 */
export async function createSite({
  hostname = 'localhost',
  ...options
}: Pick<
  WorldOptions,
  'clientMetadataDocuments' | 'defaultOrganization' | 'mail' | 'allowLoopbackClientMetadata'
> & { readonly hostname?: string } = {}) {
  const host = `${hostname}:${await openSharedPort()}`;
  const acme = await createAcme({ ...options, baseUrl: `http://${host}`, clock: new TestClock(Date.now) });
  await serveAtSharedPort(acme.app.server);
  let created = 0;
  return {
    ...acme,
    origin: `http://acme-corp.${host}`,
    bareOrigin: `http://${host}`,
    /** Creates a team member that no other test uses. */
    newMember: () => {
      created += 1;
      return acme.createMember('acme-corp', `member${created}@acme.test`, 'TEAM_MEMBER');
    },
  };
}
export type Site = Awaited<ReturnType<typeof createSite>>;

/** Fills in and submits the sign-in form. */
export async function submitSignIn(page: Page, { email }: Pick<Member, 'email'>, typed = password) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Waits for a page with a heading. */
export async function waitForHeading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
}

/** Waits until no dialog is open, because it hides everything behind it, and then until an element is gone. */
export async function waitUntilGone(element: Locator): Promise<void> {
  await element.page().getByRole('alertdialog').waitFor({ state: 'detached' });
  await element.waitFor({ state: 'detached' });
}

/** Waits until the page says "Copied". Returns the clipboard's text. */
export async function copiedText(page: Page): Promise<string> {
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  return page.evaluate('navigator.clipboard.readText()');
}
