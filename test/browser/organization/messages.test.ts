import { afterEach, beforeEach, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { invite } from '../../support/invitations.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

/** Covers both color schemes, and lists as tables and as cards. */
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const;

describeInBrowser('the messages page', () => {
  let server: MailServer;
  let site: Site;
  let cookie: string;
  beforeEach(async () => {
    server = await startMailServer({
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith('nobody')
            ? Object.assign(new Error('5.1.1 No such user'), { responseCode: 550 })
            : null,
        ),
    });
    site = await createSite({ mail: server.settings });
    cookie = await site.signIn(site.admin);
    await site.db.deleteFrom('outbox').execute();
  });
  afterEach(async () => {
    await site.close();
    await server.close();
  });

  it.each(looks)(
    'shows a bounced invitation with the answer of the mail server ($colorScheme)',
    async (look) => {
      const page = await openPage(site.origin, { ...look, cookie });
      await page.goto('/settings/organization/messages');
      await waitForHeading(page, 'Messages');
      await page.getByText('Nothing waits').waitFor();
      await expectAccessible(page);
      await invite(site, 'nobody@acme.test');
      await site.app.background.runOnce();
      await page.reload();
      await page.getByText('550 5.1.1 No such user').waitFor();
      await page.getByText('nobody@acme.test').waitFor();
      await page.getByText('Failed').waitFor();
      await expectAccessible(page);
    },
  );

  it('invites by e-mail, and says so', async () => {
    const page = await openPage(site.origin, { cookie });
    await page.goto('/settings/organization/members');
    await page.getByRole('button', { name: 'Invite members' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Each gets a link by e-mail.').waitFor();
    await dialog.getByLabel('Emails').fill('nora@acme.test');
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await dialog.getByText('The links are on their way by e-mail.').waitFor();
    await site.app.background.runOnce();
    const theirs = await openPage(site.origin);
    await theirs.goto(server.take('nora@acme.test').link);
    await waitForHeading(theirs, 'Join acme-corp');
  });

  it('shows that there is no mail server', async () => {
    const without = await createSite();
    try {
      const page = await openPage(without.origin, { cookie: await without.signIn(without.admin) });
      await without.app.background.runOnce();
      await page.goto('/settings/organization/messages');
      await page.getByText('This server sends no e-mail.').waitFor();
      await page.getByText('Nothing waits').waitFor();
    } finally {
      await without.close();
    }
  });
});
