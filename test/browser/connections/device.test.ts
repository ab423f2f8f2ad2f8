import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { minute } from '../../support/clock.ts';
import { type RegisteredClient, registerClient, sendForm } from '../../support/oauth/oauth.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

describeInBrowser('the device page', () => {
  let site: Site;
  let client: RegisteredClient;
  beforeAll(async () => {
    site = await createSite();
    client = await registerClient(site, { client_name: 'Wall Screen' });
  });
  afterAll(() => site.close());

  type Codes = {
    readonly device_code: string;
    readonly user_code: string;
    readonly verification_uri_complete: string;
  };
  const begin = async (): Promise<Codes> =>
    (await sendForm(site, 'device', { client_id: client.client_id })).body;
  const poll = ({ device_code }: Codes) =>
    sendForm(site, 'token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: client.client_id,
      device_code,
    });
  const open = async (member: Member) => openPage(site.origin, { cookie: await site.signIn(member) });
  const question = 'Wall Screen wants to access your account at acme-corp';

  it('formats the typed code, asks for consent, and sends the member back to the device', async () => {
    const member = await site.newMember();
    const page = await open(member);
    const codes = await begin();
    await page.goto('/device');
    await waitForHeading(page, 'Connect a device');
    await page.getByLabel('Code').pressSequentially(codes.user_code.replace('-', '').toLowerCase());
    expect(await page.getByLabel('Code').inputValue()).toBe(codes.user_code);
    await page.keyboard.press('Enter');
    await waitForHeading(page, question);
    await page.getByText('Authorize it only if you started this on your own device.').waitFor();
    expect(await page.getByText('You will be redirected to').count()).toBe(0);
    await page.getByRole('button', { name: 'Authorize' }).click();
    await waitForHeading(page, 'You can go back to your device');
    const { access_token: token } = (await poll(codes)).body;
    expect((await site.send('GET', '/api/v1/me', { token })).body.user.id).toBe(member.id);
  });

  it('fills in the code from the address, also after sign-in, and does not submit it', async () => {
    const page = await openPage(site.origin);
    const codes = await begin();
    await page.goto(codes.verification_uri_complete);
    await page.getByText('to connect a device').waitFor();
    await submitSignIn(page, await site.newMember());
    await waitForHeading(page, 'Connect a device');
    expect(await page.getByLabel('Code').inputValue()).toBe(codes.user_code);
    await page.getByText('Continue only if your device shows this code.').waitFor();
    expect((await poll(codes)).body.error).toBe('authorization_pending');
    await page.getByRole('button', { name: 'Continue' }).click();
    await waitForHeading(page, question);
    await page.getByRole('button', { name: 'Deny' }).click();
    await waitForHeading(page, 'You can go back to your device');
    await page.getByText('was denied access').waitFor();
    site.clock.advance(minute);
    expect((await poll(codes)).body.error).toBe('access_denied');
  });

  it('shows problems with a code at its field, and how long to wait after too many', async () => {
    const page = await open(await site.newMember());
    await page.goto('/device');
    const field = page.getByLabel('Code');
    await field.fill('bcd');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Enter all eight letters.').waitFor();
    await page.locator('[name=user_code]:focus').waitFor();
    await field.fill('bcdfghjk');
    for (let wrong = 0; wrong < 10; wrong += 1) {
      const answered = page.waitForResponse(/\/api\/v1\/oauth\/requests$/);
      await page.getByRole('button', { name: 'Continue' }).click();
      await answered;
      await page.getByText("We couldn't find that code").waitFor();
    }
    await page.locator('[name=user_code][aria-invalid=true]').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(/Too many wrong codes. Try again in (\d+ seconds|1 second|a minute)\./).waitFor();
  });

  it('explains that the code expired while the consent page was open', async () => {
    const page = await open(await site.newMember());
    const codes = await begin();
    await page.goto(`/device?user_code=${codes.user_code}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await waitForHeading(page, question);
    site.clock.advance(11 * minute);
    await page.getByRole('button', { name: 'Authorize' }).click();
    await waitForHeading(page, 'Start again in the app');
  });
});
