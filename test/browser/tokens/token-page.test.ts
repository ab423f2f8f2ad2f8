import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { day } from '../../support/clock.ts';
import { copiedText, createSite, type Site, waitForHeading } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

describeInBrowser("a token's page", () => {
  let site: Site;
  let member: Member;
  let secret: string;
  let tokenId: string;
  beforeAll(async () => {
    site = await createSite();
    member = await site.newMember();
    secret = await site.createToken(member, {
      name: 'Deploy',
      description: 'Deploys main',
      scopes: ['profile:read', 'tickets:read', 'tickets:write'],
      expiresAt: site.clock.in(60 * day),
    });
    tokenId = (await site.send('GET', '/api/v1/me', { token: secret })).body.authentication.tokenId;
    await site.send('GET', '/api/v1/boards', { token: secret });
    await site.app.lastUse.flush(true);
  });
  afterAll(() => site.close());

  const part = (page: Page, name: string) => page.getByRole('region', { name });
  const detailsOf = async (id: string) =>
    (await site.send('GET', `/api/v1/organization/tokens/${id}`, { token: site.adminToken })).body;

  it('shows its use and its history, and narrows, rotates and revokes it', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('link', { name: 'Deploy' }).click();
    await waitForHeading(page, 'Deploy');
    await page.getByText('Deploys main').waitFor();
    await part(page, 'Details').getByRole('button', { name: 'Copy the ID' }).click();
    expect(await copiedText(page)).toBe(tokenId);
    await part(page, 'Usage').getByText('2 requests in 90 days, on 1 day').waitFor();
    await part(page, 'Last addresses').getByText('127.0.0.1').waitFor();
    await part(page, 'History').getByText('Created by').waitFor();
    await part(page, 'Use it')
      .getByText(
        `-X DELETE -H "Authorization: Bearer $SPEDY_TOKEN" ${site.origin}/api/v1/me/tokens/${tokenId}`,
      )
      .waitFor();
    await expectAccessible(page);

    await part(page, 'Permissions').getByRole('button', { name: 'Remove what is unused' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit “Deploy”' });
    expect(await edit.getByLabel('tickets:read').isChecked()).toBe(true);
    expect(await edit.getByLabel('tickets:write').isChecked()).toBe(false);
    expect(await edit.getByLabel('organization:write').count()).toBe(0);
    await edit.getByLabel('Name').fill('Deploy, narrow');
    await edit.getByLabel('Expiry').selectOption('7 days from now');
    await expectAccessible(page);
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await waitForHeading(page, 'Deploy, narrow');
    await part(page, 'History').getByText('Name: Deploy → Deploy, narrow').waitFor();
    const narrowed = await detailsOf(tokenId);
    expect(narrowed.scopes).toEqual(['tickets:read']);
    expect(Date.parse(narrowed.expiresAt)).toBeLessThan(Date.now() + 8 * day);

    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('button', { name: 'Rotate token' }).click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('This token no longer works').waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await page.getByRole('link', { name: 'New token' }).click();
    await page.getByRole('link', { name: 'its predecessor' }).waitFor();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
    await page.getByText('This token no longer works').waitFor();
    await expectAccessible(page);
  });

  it("is a page that is not found for another member's token", async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(await site.newMember()) });
    await page.goto(`/settings/account/access-tokens/${tokenId}`);
    await waitForHeading(page, 'Page not found');
  });

  it('leads administrators from a pasted secret to its owner and to its end', async () => {
    const lost = await site.createToken(member, { name: 'Lost' });
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/settings/organization/tokens');
    await page.getByRole('button', { name: 'Which token is this?' }).click();
    const dialog = page.getByRole('dialog', { name: 'Which token is this?' });
    await dialog.getByLabel('Token', { exact: true }).fill(`${lost.slice(0, -1)}_`);
    await dialog.getByRole('button', { name: 'Identify' }).click();
    await dialog.getByText('This is not a token of this organization').waitFor();
    await dialog.getByLabel('Token', { exact: true }).fill(`Authorization: Bearer ${lost}`);
    await dialog.getByRole('button', { name: 'Identify' }).click();
    await dialog.getByText(member.email).waitFor();
    await dialog.getByText('Works', { exact: true }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('link', { name: 'Show this token' }).click();
    await waitForHeading(page, 'Lost');
    await part(page, 'Details').getByText(member.email).waitFor();
    await page.getByRole('link', { name: 'What was done with it' }).waitFor();
    await part(page, 'Revoke it from a terminal').getByText('spedy admin token revoke tok_').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
    await page.getByText('This token no longer works').waitFor();
    expect((await site.send('GET', '/api/v1/me', { token: lost })).status).toBe(401);
  });
});
