import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { addAuthenticator } from '../../support/browser/virtual-authenticator.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';
import { codeAt, enroll } from '../../support/second-factor.ts';
import { copiedText, createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';

/** Covers both color schemes, and both widths. */
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const;
const newPassword = 'a brand new pass phrase';

describeInBrowser('recovery', () => {
  let server: MailServer;
  let site: Site;
  beforeEach(async () => {
    server = await startMailServer();
    site = await createSite({ mail: server.settings });
    await site.db.deleteFrom('outbox').execute();
  });
  afterEach(async () => {
    await site.close();
    await server.close();
  });
  const deliver = async () => {
    for (const _round of [1, 2]) await site.app.background.runOnce();
  };
  const linkTo = (address: string) =>
    server.received.find(({ to, link }) => to.includes(address) && link !== '')?.link ?? '';

  it.each(looks)('replaces a forgotten password ($colorScheme)', async (look) => {
    const page = await openPage(site.origin, look);
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await waitForHeading(page, 'Forgot password');
    await expectAccessible(page);
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await page.setViewportSize(look.viewport);
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByText('Enter your email.').waitFor();
    await page.getByLabel('Email').fill('tim@acme.test');
    await page.keyboard.press('Enter');
    await waitForHeading(page, 'Look into your e-mail');
    await expectAccessible(page);
    await deliver();

    // In another browser.
    const other = await openPage(site.origin, look);
    await other.goto(linkTo('tim@acme.test'));
    await waitForHeading(other, 'Set a new password');
    await expectAccessible(other);
    expect(await layoutProblemsAtWidths(other)).toEqual({});
    await other.setViewportSize(look.viewport);
    await other.getByLabel('New password', { exact: true }).fill(newPassword);
    await other.getByLabel('Confirm new password').fill('something else');
    await other.getByRole('button', { name: 'Set password' }).click();
    await other.getByText('The passwords do not match.').waitFor();
    await other.getByLabel('Confirm new password').fill(newPassword);
    await other.getByRole('button', { name: 'Set password' }).click();
    await waitForHeading(other, 'Your password is changed');
    await expectAccessible(other);
    await other.getByRole('link', { name: 'Sign in' }).click();
    await submitSignIn(other, { email: 'tim@acme.test' }, newPassword);
    await waitForHeading(other, 'Home');

    // The second click on the link, in the first browser.
    await page.goto(linkTo('tim@acme.test'));
    await waitForHeading(page, 'This link cannot be used');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Request a new link' }).click();
    await waitForHeading(page, 'Forgot password');
  });

  it('asks for the second factor', async () => {
    const { secret } = await enroll(site, site.customer);
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/settings/organization/members');
    await page.getByRole('button', { name: 'Actions for cora' }).click();
    await page.getByRole('menuitem', { name: 'Reset password' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('cora@acme.test gets a link').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Copy a link instead' }).click();
    const shown = page.getByRole('dialog');
    await shown.getByText('expires in 30 minutes').waitFor();
    await shown.getByRole('button', { name: 'Copy' }).click();
    const link = await copiedText(page);
    const theirs = await openPage(site.origin);
    await theirs.goto(link);
    await theirs.getByLabel('New password', { exact: true }).fill(newPassword);
    await theirs.getByLabel('Confirm new password').fill(newPassword);
    await theirs.getByRole('button', { name: 'Set password' }).click();
    await theirs.getByText('Enter the code.').waitFor();
    await theirs.getByLabel('Code').fill('000000');
    await theirs.getByRole('button', { name: 'Set password' }).click();
    await theirs.getByText('The code is incorrect').waitFor();
    await theirs.getByLabel('Code').fill(codeAt(secret, site.clock.now()));
    await theirs.getByRole('button', { name: 'Set password' }).click();
    await waitForHeading(theirs, 'Your password is changed');
  });

  it.each(looks)('is finished with a passkey ($colorScheme)', async (look) => {
    const member = await site.newMember();
    const page = await openPage(site.origin, { ...look, cookie: await site.signIn(member) });
    await page.goto('/settings/account/security');
    const authenticator = await addAuthenticator(page);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Laptop');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await page.getByText('Laptop').first().waitFor();
    await page.context().clearCookies();
    const cookie = await site.signIn(site.admin);
    const link = async () => {
      const body = { delivery: 'link' };
      const made = await site.send('POST', `/api/v1/users/${member.id}/password-reset`, { cookie, body });
      return String(made.body.link);
    };
    const opened = await link();
    const other = await openPage(site.origin, look);
    await other.goto(opened);
    await other.getByText('You then confirm it with your passkey.').waitFor();
    await expectAccessible(other);
    expect(await layoutProblemsAtWidths(other)).toEqual({});
    await page.goto(opened);
    await waitForHeading(page, 'Set a new password');
    await page.getByRole('button', { name: 'Use a code instead' }).click();
    await page.getByLabel('Code').waitFor();
    await page.getByRole('button', { name: 'Use a passkey instead' }).click();
    await page.getByLabel('Code').waitFor({ state: 'detached' });
    await page.getByLabel('New password', { exact: true }).fill(newPassword);
    await page.getByLabel('Confirm new password').fill(newPassword);
    await page.keyboard.press('Enter');
    await waitForHeading(page, 'Your password is changed');

    // With a required passkey, a code is not offered.
    const next = await link();
    await site.setPolicy('acme-corp', { twoFactor: 'phishing-resistant' });
    await authenticator.clear();
    await page.goto('/forgot-password');
    await page.goto(next);
    await page.getByLabel('New password', { exact: true }).fill(`another ${newPassword}`);
    await page.getByLabel('Confirm new password').fill(`another ${newPassword}`);
    expect(await page.getByRole('button', { name: 'Use a code instead' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('No passkey was used.').waitFor();
    await expectAccessible(page);
  });

  it('lets an administrator send a link and end sessions', async () => {
    const theirs = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    await theirs.goto('/settings/account/security');
    await waitForHeading(theirs, 'Security');
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/settings/organization/members');
    const choose = async (action: string) => {
      await page.getByRole('button', { name: 'Actions for tim' }).click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await choose('Reset password');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Send link' }).click();
    await page.getByText('A link is on its way to tim@acme.test.').waitFor();
    await deliver();
    expect(linkTo('tim@acme.test')).toContain('/reset-password#');
    await choose('View sessions');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('Not signed in anywhere.').waitFor();
    await theirs.goto('/settings/account/security');
    await waitForHeading(theirs, 'Sign in to acme-corp');
  });

  it.each(looks)('changes name and email, which both addresses confirm ($colorScheme)', async (look) => {
    const page = await openPage(site.origin, { ...look, cookie: await site.signIn(site.customer) });
    await page.goto('/settings/account/profile');
    await waitForHeading(page, 'Profile');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Change name' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Cora Díaz');
    await page.getByRole('dialog').getByRole('button', { name: 'Change name' }).click();
    await page.getByText('Cora Díaz').first().waitFor();
    await page.getByRole('button', { name: 'Change email' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('New email').fill('cora@acme.test');
    await dialog.getByRole('button', { name: 'Send links' }).click();
    await dialog.getByText('This is your email already.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('New email').fill('cora.diaz@acme.test');
    await dialog.getByRole('button', { name: 'Send links' }).click();
    await page.getByText('The new email waits for its confirmations').waitFor();
    await expectAccessible(page);
    await deliver();

    const current = await openPage(site.origin, look);
    await current.goto(linkTo('cora@acme.test'));
    await current.getByText('Both addresses have to confirm.').waitFor();
    await expectAccessible(current);
    expect(await layoutProblemsAtWidths(current)).toEqual({});
    await current.getByRole('button', { name: 'Confirm the change' }).click();
    await waitForHeading(current, 'Confirmed');
    const next = await openPage(site.origin, look);
    await next.goto(linkTo('cora.diaz@acme.test'));
    await next.getByText('The other address has confirmed.').waitFor();
    await next.getByRole('button', { name: 'Confirm the change' }).click();
    await waitForHeading(next, 'The email is changed');
    await page.reload();
    await waitForHeading(page, 'Profile');
    await page.getByText('cora.diaz@acme.test').first().waitFor();
    expect(await page.getByText('waits for its confirmations').count()).toBe(0);
  });

  it('cancels a change of the email from a link', async () => {
    const body = { email: 'eve@evil.test' };
    await site.send('POST', '/api/v1/me/email', { cookie: await site.signIn(site.customer), body });
    await deliver();
    const page = await openPage(site.origin);
    await page.goto(linkTo('cora@acme.test'));
    await page.getByRole('button', { name: 'Cancel the change' }).click();
    await waitForHeading(page, 'The change is canceled');
    await page.goto('/');
    await page.goto(linkTo('eve@evil.test'));
    await waitForHeading(page, 'This link cannot be used');
  });

  it('says what to do on a server without e-mail', async () => {
    const plain = await createSite();
    try {
      const page = await openPage(plain.origin);
      await page.goto('/forgot-password');
      await page.getByText('This server sends no e-mail. Ask an administrator').waitFor();
      await expectAccessible(page);
      const profile = await openPage(plain.origin, { cookie: await plain.signIn(plain.customer) });
      await profile.goto('/settings/account/profile');
      await profile.getByText('so that a new email cannot be confirmed').waitFor();
      expect(await profile.getByRole('button', { name: 'Change email' }).count()).toBe(0);
    } finally {
      await plain.close();
    }
  });
});
