import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { copiedText, createSite, type Site, waitForHeading, waitUntilGone } from '../../support/site.ts';

describeInBrowser('the resource servers page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  async function open(viewport: { width: number; height: number }): Promise<Page> {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin), viewport });
    await page.goto('/settings/organization/applications');
    await waitForHeading(page, 'Apps');
    await page.getByRole('link', { name: 'Resource servers' }).click();
    return page;
  }
  const introspect = (id: string, secret: string) =>
    site.send('POST', '/api/v1/oauth/introspect', {
      body: `token=${site.teamMemberToken}`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      },
    });

  it.each([
    ['a desktop', { width: 1280, height: 800 }],
    ['a phone', { width: 375, height: 740 }],
  ])('creates, uses and removes a resource server on %s', async (_what, size) => {
    const page = await open(size);
    await page.getByText('No resource servers').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Create resource server' }).click();
    const form = page.getByRole('dialog', { name: 'Create resource server' });
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    await form.getByText('Enter a name.').waitFor();
    await form.getByLabel('Name').fill('API gateway');
    await expectAccessible(page);
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    const ready = page.getByRole('dialog', { name: '“API gateway” is ready' });
    const id = (await ready.getByText(/^rsv_\w+$/).textContent()) ?? '';
    await ready.getByRole('button', { name: 'Copy', exact: true }).click();
    const secret = await copiedText(page);
    expect(id).toMatch(/^rsv_/);
    expect(secret).toMatch(/^spd_/);
    await expectAccessible(page);
    await ready.getByRole('button', { name: 'Done' }).click();
    await waitUntilGone(ready);
    expect(await page.content()).not.toContain(secret);
    expect((await introspect(id, secret)).body).toMatchObject({ active: true, sub: site.teamMember.id });

    await page.getByText(id).waitFor();
    await page.getByText(`spd_…${secret.slice(-4)}`).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove “API gateway”?' });
    await question.getByRole('button', { name: 'Remove resource server' }).click();
    await page.getByText('No resource servers').waitFor();
    expect((await introspect(id, secret)).status).toBe(401);
  });
});
