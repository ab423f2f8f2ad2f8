import type { Browser, Page } from 'playwright-core';
import { demoTeam } from '../src/cli/demo/team.ts';

/** Takes a picture under a name. */
type Take = (page: Page, name: string) => Promise<void>;
type Takes = { readonly take: Take; readonly takeWhole: Take; readonly takeOnPhone: Take };

/** Takes the pictures of the members, of one of them and of invitations. The page is signed in as an administrator. */
export async function takeMembers(browser: Browser, page: Page, origin: string, takes: Takes): Promise<void> {
  const { take, takeWhole, takeOnPhone } = takes;
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  const dialog = page.getByRole('dialog');
  await signInTim(browser, origin);
  await page.goto('/settings/organization/members');
  await page.getByRole('table').waitFor();
  await take(page, 'members');
  await takeOnPhone(page, 'members-phone');
  await page.getByRole('link', { name: demoTeam.tim.name }).click();
  await heading(demoTeam.tim.name);
  await takeWhole(page, 'member');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('list', { name: 'What ends' }).waitFor();
  await take(page, 'member-removal');
  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.goto('/settings/organization/members');
  await page.getByRole('button', { name: 'Invite members' }).click();
  await dialog
    .getByLabel('Emails')
    .fill(`nora@acme.example, Bo Li <bo@acme.example>\n${demoTeam.tim.email}\njo@acme`);
  await dialog.getByRole('checkbox').first().check();
  await take(page, 'invite-members');
  await dialog.getByRole('button', { name: 'Create 4 invitations' }).click();
  await dialog.getByRole('list', { name: 'Results' }).waitFor();
  await take(page, 'invited-members');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: 'Invitations (' }).click();
  await page.getByRole('table', { name: 'Pending invitations' }).waitFor();
  await take(page, 'invitations');
}

async function signInTim(browser: Browser, origin: string): Promise<void> {
  const userAgent = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0';
  const context = await browser.newContext({ baseURL: origin, userAgent });
  const { email, password } = demoTeam.tim;
  const answer = await context.request.post('/api/v1/auth/login', {
    data: { email, password },
    headers: { origin },
  });
  if (!answer.ok()) throw new Error(`cannot sign in: ${await answer.text()}`);
  await context.close();
}
