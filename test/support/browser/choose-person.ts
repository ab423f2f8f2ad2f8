import type { Locator, Page } from 'playwright-core';

/** Chooses a person in a field that searches them, by the name that is typed. */
export async function choosePerson(within: Page | Locator, label: string, name: string): Promise<void> {
  const field = within.getByRole('combobox', { name: label });
  await field.fill(name);
  await within.getByRole('option', { name }).click();
}
