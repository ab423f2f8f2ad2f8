import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createLongNamesSite, type LongNamesSite } from '../../support/browser/long-names-site.ts';

/** A name from before direction marks were rejected. It reverses the text after it. */
const reversingName = '\u202Egnp.exe\u2067';

/** The dialogs with a name in their title: the page, and the action that opens them. */
const dialogs = [
  ['account/access-tokens', 'Revoke'],
  ['account/access-tokens', 'Rotate'],
  ['account/connected-apps', 'Revoke access'],
  ['organization/applications', 'Block'],
  ['organization/members', 'Change role'],
  ['organization/members', 'Deactivate'],
  ['organization/members', 'Remove'],
] as const;

describeInBrowser('a name with direction marks', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
    await site.db.updateTable('access_tokens').set({ name: reversingName }).execute();
    await site.db.updateTable('oauth_applications').set({ name: reversingName }).execute();
    await site.db
      .updateTable('users')
      .set({ name: reversingName })
      .where('id', '!=', site.admin.id)
      .execute();
  });
  afterAll(() => site.close());

  it.each(dialogs)('does not move the text around it (%s, %s)', async (path, action) => {
    const page = await openPage(site.origin, { cookie: site.adminCookie });
    await page.goto(`/settings/${path}`);
    await page.getByRole('row').nth(1).waitFor();
    await openDialog(page, action);
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    const title = dialog.getByRole('heading').first();
    await title.waitFor();
    expect(await misplacedTexts(title)).toEqual([]);
  });

  async function openDialog(page: Page, action: string): Promise<void> {
    const button = page.getByRole('row').getByRole('button', { name: action, exact: true });
    if ((await button.count()) > 0) return button.last().click();
    await page
      .getByRole('row')
      .getByRole('button', { name: /^Actions for/ })
      .last()
      .click();
    await page.getByRole('menuitem', { name: action }).click();
  }
});

/** Returns the texts that are not in order from left to right. */
async function misplacedTexts(title: Locator): Promise<string[]> {
  const id = await title.getAttribute('id');
  return title.page().evaluate(`(() => {
    const title = document.getElementById(${JSON.stringify(id)});
    const texts = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
    const wrong = [];
    let right = 0;
    let line = 0;
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (node.data.trim() === '') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.top < line + 4 && box.left < right - 1) wrong.push(node.data);
      ({ right, top: line } = box);
    }
    return wrong;
  })()`);
}
