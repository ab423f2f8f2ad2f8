import type { Page } from 'playwright-core';

type Take = (page: Page, name: string) => Promise<void>;
type Takes = { readonly take: Take; readonly takeDark: Take; readonly takeOnPhone: Take };

/** Takes the pages of boards and tickets. */
export async function takeBoards(page: Page, { take, takeDark, takeOnPhone }: Takes): Promise<void> {
  await page.goto('/boards');
  await page.getByRole('link', { name: 'Website' }).waitFor();
  await take(page, 'boards');
  await page.goto('/boards/WEB');
  await page.getByText('Dark mode').waitFor();
  await take(page, 'board');
  await page.getByLabel('Priority').selectOption('URGENT');
  await page.getByText('Dark mode').waitFor({ state: 'detached' });
  await takeOnPhone(page, 'board-phone');
  await page.goto('/boards/WEB?view=list&status=IN_PROGRESS&sort=priority');
  await page.getByText('5 of 5 tickets').waitFor();
  await takeDark(page, 'board-list-dark');
  await page.goto('/tickets/WEB-20');
  await page.getByText('Internal', { exact: true }).first().waitFor();
  await take(page, 'ticket');
}
