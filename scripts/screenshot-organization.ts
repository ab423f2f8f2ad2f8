import type { Page } from 'playwright-core';

type Take = (page: Page, name: string) => Promise<void>;
type Takes = { readonly take: Take; readonly takeWhole: Take; readonly takeOnPhone: Take };

/** Takes the pages of an organization's name, address and policy. */
export async function takeOrganization(page: Page, { take, takeWhole, takeOnPhone }: Takes): Promise<void> {
  await page.goto('/settings/organization/general');
  await page.getByText('What it gives').waitFor();
  await takeWhole(page, 'general');
  await page.getByRole('button', { name: 'Change address' }).click();
  await page.getByLabel('New address').waitFor();
  await take(page, 'change-address');

  await page.goto('/settings/organization/policy');
  await page.getByRole('heading', { name: 'Policy', level: 1 }).waitFor();
  await takeWhole(page, 'policy');
  await takeOnPhone(page, 'policy-phone');
  await page.getByRole('button', { name: 'Set up single sign-on' }).click();
  await page.getByLabel('Issuer').waitFor();
  await takeWhole(page, 'single-sign-on');
  await page.goto('/settings/organization/policy');
  await page.getByRole('heading', { name: 'Policy', level: 1 }).waitFor();
  await page.getByLabel('Revoke unused tokens after (days)').fill('90');
  await page.getByLabel('Require two-factor authentication').check();
  await page.getByRole('button', { name: 'Review and save' }).click();
  const confirmation = page.getByRole('alertdialog');
  await confirmation.waitFor();
  await take(page, 'policy-dry-run');
  await confirmation.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
}
