import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { identityProvider } from '../../support/scim.ts';
import { copiedText, createSite, type Site, waitForHeading, waitUntilGone } from '../../support/site.ts';

describeInBrowser('provisioning on the policy page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  async function open(viewport: { width: number; height: number }): Promise<Page> {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin), viewport });
    await page.goto('/settings/organization/policy');
    await waitForHeading(page, 'Policy');
    await page.getByRole('heading', { name: 'Provisioning' }).waitFor();
    return page;
  }
  const statusOf = async (token: string) =>
    (await identityProvider(site, token).send('GET', '/Users')).status;

  it.each([
    ['a desktop', { width: 1280, height: 800 }],
    ['a phone', { width: 375, height: 740 }],
  ])('creates, rotates and revokes a SCIM token on %s', async (_what, size) => {
    const page = await open(size);
    await page.getByText('No SCIM tokens.').waitFor();
    await page.getByText(`${site.origin}/scim/v2`).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Create SCIM token' }).click();
    const form = page.getByRole('dialog', { name: 'Create SCIM token' });
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    await form.getByText('Enter a name.').waitFor();
    await form.getByLabel('Name').fill('Entra ID');
    await form.getByRole('radio', { name: 'Customer' }).check();
    expect(await form.getByText('Admin', { exact: true }).count()).toBe(0);
    await expectAccessible(page);
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    const ready = page.getByRole('dialog', { name: '“Entra ID” is ready' });
    await ready.getByRole('button', { name: 'Copy', exact: true }).click();
    const first = await copiedText(page);
    expect(first).toMatch(/^spedy_scm_/);
    await expectAccessible(page);
    await ready.getByRole('button', { name: 'Done' }).click();
    await waitUntilGone(ready);
    expect(await page.content()).not.toContain(first);
    const user = await identityProvider(site, first).create(`from-${size.width}@acme.test`);
    expect(user.roles[0].value).toBe('CUSTOMER');

    await page.getByText(`spedy_scm_…${first.slice(-4)}`).waitFor();
    await page.getByRole('button', { name: 'Rotate', exact: true }).click();
    const rotation = page.getByRole('dialog', { name: 'Rotate “Entra ID”' });
    await rotation.getByRole('radio', { name: 'Works for 24 more hours' }).check();
    await rotation.getByRole('button', { name: 'Rotate token' }).click();
    await ready.getByText('The old token works for 24 more hours.').waitFor();
    await ready.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.waitForFunction(
      `navigator.clipboard.readText().then((text) => text !== ${JSON.stringify(first)})`,
    );
    const second = await copiedText(page);
    await ready.getByRole('button', { name: 'Done' }).click();
    await waitUntilGone(ready);
    expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200]);
    await page.getByText(/^Ends /).waitFor();
    await expectAccessible(page);

    for (const _token of [first, second]) {
      await page.getByRole('button', { name: 'Revoke', exact: true }).first().click();
      const question = page.getByRole('alertdialog', { name: 'Revoke “Entra ID”?' });
      await question.getByRole('button', { name: 'Revoke token' }).click();
      await waitUntilGone(question);
    }
    await page.getByText('No SCIM tokens.').waitFor();
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 401]);
  });

  it('says which plan it needs', async () => {
    await site.setPlan('acme-corp', 'starter');
    const page = await open({ width: 1280, height: 800 });
    await page.getByText('Adding and changing members over SCIM requires the Pro plan.').waitFor();
    expect(await page.getByRole('button', { name: 'Create SCIM token' }).count()).toBe(0);
    await site.setPlan('acme-corp', 'pro');
  });
});
