import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

const path = '/settings/account/access-tokens';

describeInBrowser('the form that creates a token', () => {
  let site: Site;
  let member: Member;
  let page: Page;
  beforeAll(async () => {
    site = await createSite();
    member = await site.newMember();
  });
  afterAll(() => site.close());

  const form = () => page.getByRole('dialog', { name: 'Create Token' });
  const submit = async () => {
    await form().getByRole('button', { name: 'Create Token' }).click();
    await page.getByRole('button', { name: 'Done' }).waitFor();
    await page.getByRole('button', { name: 'Get the curl command' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
  };
  const newest = async () => {
    const answer = await site.send('GET', '/api/v1/me/tokens', { cookie: await site.signIn(member) });
    return answer.body.tokens[0];
  };

  it('starts with the least permissions, and offers more with one click', async () => {
    page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto(path);
    for (const [choice, scopes] of [
      [null, ['profile:read', 'tickets:read']],
      ['Read and write', ['profile:read', 'tickets:read', 'tickets:write']],
      ['Full access', null],
    ] as const) {
      await page.getByRole('button', { name: 'Create Token' }).click();
      await form().getByLabel('Name').fill('CI');
      expect(await form().getByLabel('Read only').isChecked()).toBe(true);
      if (choice) await form().getByLabel(choice, { exact: true }).check();
      await submit();
      expect((await newest()).scopes).toEqual(scopes);
    }
    await page.getByRole('button', { name: 'Create Token' }).click();
    await form().getByLabel('Custom').check();
    expect(await form().getByLabel('tickets:read').isChecked()).toBe(true);
    await form().getByLabel('profile:read').uncheck();
    await form().getByLabel('tickets:read').uncheck();
    await form().getByLabel('Name').fill('Own choice');
    await form().getByRole('button', { name: 'Create Token' }).click();
    await form().getByText('Select at least one scope').waitFor();
    await form().getByLabel('tokens:write').check();
    await submit();
    expect((await newest()).scopes).toEqual(['tokens:write']);
  });

  it('shows permissions as one chip with the other scopes on focus', async () => {
    page = await openPage(site.origin, { cookie: await site.signIn(member) });
    const scopes = ['profile:read', 'tickets:read', 'tickets:write'] as const;
    await site.createToken(member, { name: 'Chip', scopes: [...scopes] });
    await page.goto(path);
    const row = page.getByRole('row').filter({ hasText: 'Chip' });
    const chip = row.getByRole('button', { name: 'Read and write tickets +1' });
    await chip.focus();
    await row.getByText('Read your name, email and role.').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await row.getByText('Read your name, email and role.').waitFor({ state: 'detached' });
  });

  it('is filled in by a link, which submits nothing and leaves the address with the dialog', async () => {
    page = await openPage(site.origin, { cookie: await site.signIn(member) });
    const before = await newest();
    await page.goto(`${path}?name=From+a+link&scopes=tickets:read,tokens:write&expiresIn=45d`);
    await form().getByText('A link filled in this form').waitFor();
    expect(await form().getByLabel('Name').inputValue()).toBe('From a link');
    expect(await form().getByLabel('Expiry').inputValue()).toBe('45');
    expect(await form().getByLabel('tokens:write').isChecked()).toBe(true);
    expect(await newest()).toEqual(before);
    await expectAccessible(page);
    await submit();
    expect(await newest()).toMatchObject({ name: 'From a link', scopes: ['tickets:read', 'tokens:write'] });
    expect(new URL(page.url()).search).toBe('');
  });

  it('explains what a link asks for in vain, and keeps the defaults', async () => {
    page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto(`${path}?scopes=organization:write&expiresIn=soon`);
    await form().getByText('organization:write, which needs an admin').waitFor();
    await form().getByText('the expiry “soon”').waitFor();
    expect(await form().getByLabel('Read only').isChecked()).toBe(true);
    expect(await form().getByLabel('Expiry').inputValue()).toBe('90');
    await page.keyboard.press('Escape');
    await form().waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });
});
