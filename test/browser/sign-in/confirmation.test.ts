import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noteChanges } from '../../../src/storage/changes/note-changes.ts';
import { inTransaction } from '../../../src/storage/database.ts';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { addAuthenticator } from '../../support/browser/virtual-authenticator.ts';
import { enroll } from '../../support/second-factor.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import { type Member, password } from '../../support/world.ts';

const tokens = '/settings/account/access-tokens';
const phone = { width: 375, height: 700 };
const desktop = { width: 1280, height: 720 };
const refusals = /40[13] \((Unauthorized|Forbidden)\)/;

describeInBrowser('a confirmation', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  /** Makes all sessions of a member as old as if they had signed in an hour ago. */
  async function age(member: Member) {
    await inTransaction(site.db, async (trx) => {
      const hourAgo = { confirmed_at: site.clock.now() - 3_600_000 };
      await trx.updateTable('sessions').set(hourAgo).where('user_id', '=', member.id).execute();
      await noteChanges(trx, null, [member.id]);
    });
  }
  async function open(member: Member, path: string, options: Parameters<typeof openPage>[1] = {}) {
    const cookie = options.cookie ?? (await site.signIn(member));
    await age(member);
    const page = await openPage(site.origin, { expectedLog: refusals, ...options, cookie });
    await page.goto(path);
    return page;
  }
  async function fillToken(page: Page) {
    await page.getByRole('button', { name: 'Create Token' }).first().click();
    await page.getByLabel('Name').fill('Deploy');
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
  }
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' });

  it.each([phone, desktop])(
    'is asked for over the form, which then continues, at $width px',
    async (viewport) => {
      const page = await open(await site.newMember(), tokens, { viewport });
      await fillToken(page);
      const asked = dialog(page);
      await asked.getByLabel('Current password').fill('not my password');
      await expectAccessible(page);
      await asked.getByRole('button', { name: 'Confirm' }).click();
      await asked.getByText('The current password is incorrect.').waitFor();
      expect(await layoutProblemsAtWidths(page)).toEqual({});
      await page.setViewportSize(viewport);
      await asked.getByLabel('Current password').fill(password);
      await asked.getByRole('button', { name: 'Confirm' }).click();
      await page.getByText('spedy_pat_').first().waitFor();
    },
  );

  it('keeps what was entered if it is canceled, and asks again', async () => {
    const page = await open(await site.newMember(), tokens);
    await fillToken(page);
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Nothing was changed, because you did not confirm').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Deploy');
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
    await dialog(page).getByLabel('Current password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('spedy_pat_').first().waitFor();
  });

  it('accepts a code, or the password instead', async () => {
    const member = await site.newMember();
    const { cookie, backupCodes } = await enroll(site, member);
    const page = await open(member, tokens, { cookie });
    await fillToken(page);
    await dialog(page).getByRole('button', { name: 'Use your password instead' }).click();
    await dialog(page).getByLabel('Current password').waitFor();
    await dialog(page).getByRole('button', { name: 'Use a code instead' }).click();
    await dialog(page)
      .getByLabel('Code', { exact: true })
      .fill(backupCodes[0] ?? '');
    await dialog(page).getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('spedy_pat_').first().waitFor();
  });

  it('accepts a passkey', async () => {
    const member = await site.newMember();
    const cookie = await site.signIn(member);
    const page = await openPage(site.origin, { cookie, expectedLog: refusals });
    await page.goto('/settings/account/security');
    await addAuthenticator(page);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await age(member);
    await page.goto(tokens);
    await fillToken(page);
    await dialog(page).getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('spedy_pat_').first().waitFor();
  });

  it('is asked for before the audit log is downloaded', async () => {
    const page = await open(site.admin, '/settings/organization/audit-log');
    await waitForHeading(page, 'Audit log');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'NDJSON' }).click();
    await dialog(page).getByLabel('Current password').fill(password);
    await page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toContain('acme-corp-audit');
  });
});
