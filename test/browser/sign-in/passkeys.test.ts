import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { longNames } from '../../support/browser/long-names.ts';
import { addAuthenticator } from '../../support/browser/virtual-authenticator.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

const security = '/settings/account/security';
const phone = { width: 375, height: 700 };
const unauthorized = /401 \(Unauthorized\)/;

describeInBrowser('passkeys', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  async function signedIn(member: Member, options: Parameters<typeof openPage>[1] = {}): Promise<Page> {
    const page = await openPage(site.origin, { ...options, cookie: await site.signIn(member) });
    await page.goto(security);
    return page;
  }
  async function addPasskey(page: Page, name: string) {
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  const saveCodes = (page: Page) => page.getByRole('button', { name: 'I have saved them' }).click();
  const row = (page: Page, name: string) => page.getByRole('rowheader', { name });
  const usePasskey = (page: Page) => page.getByRole('button', { name: 'Use a passkey' }).click();
  const signOut = (page: Page) => page.context().clearCookies();

  it('are added with a name, and then sign in without email and password', async () => {
    const page = await signedIn(await site.newMember());
    const authenticator = await addAuthenticator(page);
    await addPasskey(page, 'Desk computer');
    const codes = page.getByRole('list', { name: 'Backup codes' });
    await codes.waitFor();
    expect(await codes.getByRole('listitem').count()).toBe(10);
    await saveCodes(page);
    await row(page, 'Desk computer').waitFor();
    await page.getByText('Each sign-in requires a passkey or a backup code').waitFor();
    const [credential] = await authenticator.credentials();
    expect(credential).toMatchObject({ rpId: 'acme-corp.localhost', isResidentCredential: true });

    await signOut(page);
    // Otherwise the authenticator answers the suggestions of the email field before the button is clicked.
    await page.addInitScript({
      content: `if (location.hash === '#button-only')
        PublicKeyCredential.isConditionalMediationAvailable = async () => false`,
    });
    await page.goto(`/sign-in?returnTo=${security}#button-only`);
    await usePasskey(page);
    await waitForHeading(page, 'Security');
    await page
      .getByRole('table', { name: 'Your sessions' })
      .getByText(/^Passkey, confirmed/)
      .waitFor();
  });

  it('are offered in the suggestions of the email field', async () => {
    const page = await signedIn(await site.newMember());
    const authenticator = await addAuthenticator(page);
    await addPasskey(page, 'Desk');
    await saveCodes(page);
    await row(page, 'Desk').waitFor();
    await signOut(page);
    // The virtual authenticator chooses its passkey from the suggestions at once.
    await authenticator.setPresent(true);
    await page.goto(`/sign-in?returnTo=${security}`);
    await waitForHeading(page, 'Security');
  });

  it('are the second factor after the password', async () => {
    const member = await site.newMember();
    const page = await signedIn(member, { viewport: phone });
    const authenticator = await addAuthenticator(page, 'usb');
    await addPasskey(page, 'Security key');
    await saveCodes(page);
    await page.getByText('Security key', { exact: true }).waitFor();
    await signOut(page);
    await authenticator.setPresent(false);
    await page.goto(`/sign-in?returnTo=${security}`);
    await submitSignIn(page, member);
    await page.getByRole('button', { name: 'Back to email and password' }).waitFor();
    await authenticator.setPresent(true);
    await usePasskey(page);
    await waitForHeading(page, 'Security');
    await page.getByText('Password and passkey').first().waitFor();
  });

  it('are renamed and removed', async () => {
    const page = await signedIn(await site.newMember());
    await addAuthenticator(page);
    await addPasskey(page, 'Old name');
    await saveCodes(page);
    await row(page, 'Old name').waitFor();
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByText('Enter a name.').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('New name');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await row(page, 'New name').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove passkey' }).click();
    await row(page, 'New name').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Set up' }).waitFor();
  });

  it.each([phone, { width: 1280, height: 720 }])(
    'fit the page and are accessible at a width of $width px, with a long name',
    async (viewport) => {
      const page = await signedIn(await site.newMember(), { viewport });
      await addAuthenticator(page);
      await addPasskey(page, longNames.wide);
      await saveCodes(page);
      await page.getByText('Never').waitFor();
      await expectAccessible(page);
      expect(await layoutProblemsAtWidths(page)).toEqual({});
      await page.setViewportSize(viewport);
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByRole('textbox', { name: 'Name' }).waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.screenshot({
        fullPage: true,
      });
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await page.getByLabel('Email').waitFor();
    },
  );

  it('explain that this device already has one, and that a request was dismissed', async () => {
    const page = await signedIn(await site.newMember());
    const authenticator = await addAuthenticator(page);
    await addPasskey(page, 'First');
    await saveCodes(page);
    await row(page, 'First').waitFor();
    await addPasskey(page, 'Again');
    await page.getByText('You have already added this passkey.').waitFor();
    expect(await authenticator.credentials()).toHaveLength(1);
  });

  it('are blocked when a copy of one is used, and say so', async () => {
    const member = await site.newMember();
    const page = await signedIn(member, { expectedLog: unauthorized });
    const authenticator = await addAuthenticator(page);
    await addPasskey(page, 'Copied');
    const code = await page
      .getByRole('list', { name: 'Backup codes' })
      .getByRole('listitem')
      .first()
      .textContent();
    await saveCodes(page);
    await row(page, 'Copied').waitFor();
    const [original] = await authenticator.credentials();
    if (!original) throw new Error('the authenticator has no passkey');
    await site.db
      .updateTable('passkeys')
      .set({ sign_count: original.signCount + 100 })
      .where('name', '=', 'Copied')
      .execute();
    await authenticator.setPresent(false);
    const other = await openPage(site.origin, { expectedLog: unauthorized });
    await other.goto('/sign-in');
    const copy = await addAuthenticator(other);
    await copy.add(original);
    await usePasskey(other);
    await other.getByText('a copy of it may be in use').waitFor();
    // Its sessions have ended: whoever has the copy may have opened one.
    await page.reload();
    await submitSignIn(page, member);
    await page.getByLabel('Code').fill(code ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await waitForHeading(page, 'Security');
    await page.getByText('A copy of it may be in use').waitFor();
    await page.getByText('Blocked').waitFor();
  });

  it("of another organization's host are not offered, and cannot be asked for", async () => {
    await site.createOrganization('globex');
    const globex = site.origin.replace('acme-corp', 'globex');
    const page = await signedIn(await site.newMember(), { allowedOrigins: [globex] });
    const authenticator = await addAuthenticator(page);
    await addPasskey(page, 'Acme only');
    await saveCodes(page);
    await row(page, 'Acme only').waitFor();
    await page.goto(`${globex}/sign-in`);
    await waitForHeading(page, 'Sign in to globex');
    await usePasskey(page);
    await page.getByText('No passkey was used').waitFor();
    const asked = await page.evaluate(`navigator.credentials
      .get({ publicKey: { rpId: 'acme-corp.localhost', challenge: new Uint8Array(32) } })
      .then(() => 'answered', (error) => error.name)`);
    expect(asked).toBe('SecurityError');
    expect(await authenticator.credentials()).toHaveLength(1);
  });

  it('are required by a policy, which a member meets on the security page', async () => {
    await site.createOrganization('strict');
    const strict = site.origin.replace('acme-corp', 'strict');
    const admin = await site.createMember('strict', 'ada@strict.test', 'ADMIN');
    const page = await openPage(strict, { cookie: await site.signIn(admin), expectedLog: /403/ });
    await addAuthenticator(page);
    await page.goto('/settings/organization/policy');
    await page.getByLabel('Require a passkey').check();
    await page.getByLabel('Sign out unused sessions after (hours)').fill('8');
    await page.getByRole('button', { name: 'Review and save' }).click();
    await page.getByText('You are the only member without a passkey.').waitFor();
    await page.getByRole('button', { name: 'Go to Security' }).waitFor();
    await site.setPolicy('strict', { twoFactor: 'phishing-resistant' });
    await page.goto('/settings/account/access-tokens');
    await page.getByText('strict requires a passkey').waitFor();
    await addPasskey(page, 'Laptop');
    await saveCodes(page);
    await waitForHeading(page, 'Access Tokens');
    await page.goto('/settings/organization/policy');
    expect(await page.getByLabel('Require a passkey').isChecked()).toBe(true);
    await page.getByLabel('Sign out unused sessions after (hours)').fill('8');
    await page.getByRole('button', { name: 'Review and save' }).click();
    await page.getByText('after 168 hours').waitFor();
    await page.getByRole('button', { name: 'Save policy' }).click();
    await page.getByText('Policy saved.').waitFor();
    await page.goto('/settings/account/security');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove passkey' }).click();
    await page.getByText('Your organization requires a passkey, and this is your last one.').waitFor();
  });
});
