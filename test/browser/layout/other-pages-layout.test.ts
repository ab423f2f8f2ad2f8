import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { longNames } from '../../support/browser/long-names.ts';
import {
  createLongNamesSite,
  type LongNamesSite,
  longBoardKey,
} from '../../support/browser/long-names-site.ts';
import { createTestDatabase, type TestDatabase } from '../../support/databases/database.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { invite } from '../../support/invitations.ts';
import { newAuthorizationRequest } from '../../support/oauth/client-app.ts';
import { registerClient, sendForm } from '../../support/oauth/oauth.ts';
import { type SpedyProcess, spawnServer } from '../../support/servers/command-line.ts';

const longHost = `${'long-host-'.repeat(5)}.example`;
const redirectUri = `https://${longHost}/a/way/back`;

type Opening = (page: Page, site: LongNamesSite) => Promise<unknown>;
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

const pages: Readonly<Record<string, Opening>> = {
  'sign-in with missing fields': async (page) => {
    await page.goto('/sign-in');
    await press(page, 'Sign in');
    await page.getByText('Enter your email.').waitFor();
  },
  'sign-in to continue to an app': async (page, site) => {
    await page.goto((await newAuthorizationRequest(site, { name: longNames.unbroken, redirectUri })).path);
    await page.getByText('to continue to').waitFor();
  },
  'an invitation': async (page, site) => {
    const { link } = await invite(site, 'nora@acme.test', 'TEAM_MEMBER', longNames.wide);
    await page.goto(String(link));
    await page.getByLabel('Your name').or(page.getByLabel('Name')).first().waitFor();
  },
  'an invalid invitation': async (page) => {
    await page.goto('/invitation');
    await heading(page);
  },
  'an unknown address': async (page) => {
    await page.goto(`/${'nowhere'.repeat(20)}`);
    await heading(page);
  },
  'an OAuth error': async (page) => {
    await page.goto(`/api/v1/oauth/authorize?client_id=${'unknown'.repeat(20)}`);
    await heading(page);
  },
  'the API reference with an open operation': async (page) => {
    await page.goto('/docs#patch-api-v1-organization');
    await page.locator('details[open]').first().waitFor();
  },
  'the page to find an organization': async (page, site) => {
    await page.goto(`${site.bareOrigin}/sign-in`);
    await heading(page);
  },
  'an unknown organization': async (page, site) => {
    await page.goto(site.origin.replace('acme-corp', `no-${'such-'.repeat(9)}one`));
    await heading(page);
  },
};

const signedIn: Readonly<Record<string, Opening>> = {
  consent: async (page, site) => {
    const { path } = await newAuthorizationRequest(site, { name: longNames.wide, redirectUri });
    await page.goto(path);
    await page.getByRole('button', { name: 'Authorize' }).waitFor();
  },
  'consent for a program on this computer, with a name of mixed direction': async (page, site) => {
    const asked = { name: longNames.mixed, redirectUri: 'http://127.0.0.1:4711/callback' };
    await page.goto((await newAuthorizationRequest(site, asked)).path);
    await page.getByRole('button', { name: 'Authorize' }).waitFor();
  },
  'an invalid request, with a link to return to the app': async (page, site) => {
    const asked = { name: longNames.unbroken, redirectUri, scope: 'everything' };
    await page.goto((await newAuthorizationRequest(site, asked)).path);
    await page.getByRole('link', { name: 'Return to' }).waitFor();
  },
  'boards, and the form for a new one': async (page) => {
    await page.goto('/boards');
    await page.getByText(longBoardKey, { exact: true }).waitFor();
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await press(page, 'Create board');
    await page.getByRole('dialog').waitFor();
  },
  'a board as columns': async (page) => {
    await page.goto(`/boards/${longBoardKey}`);
    await page.getByText(`${longBoardKey}-1`, { exact: true }).waitFor();
  },
  'a board as a list, also without a match': async (page) => {
    await page.goto(`/boards/${longBoardKey}?view=list`);
    await page.getByText(`${longBoardKey}-1`, { exact: true }).waitFor();
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await page.getByLabel('Priority').selectOption('URGENT');
    await page.getByText('No tickets match').waitFor();
  },
  'a ticket, also while it and a comment are edited': async (page) => {
    await page.goto(`/tickets/${longBoardKey}-1`);
    await page.getByText('Internal', { exact: true }).first().waitFor();
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await press(page, 'Edit');
    await page.getByLabel('Title').fill('');
    await press(page, 'Save');
    await page.getByText('Enter a title.').waitFor();
    await page
      .getByRole('button', { name: /^Actions for the comment/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByLabel('Internal').check();
  },
  'consent for an unknown request': async (page) => {
    await page.goto('/consent?request=orq_none');
    await heading(page);
  },
  'the form for a device code': async (page) => {
    await page.goto('/device');
    await press(page, 'Continue');
    await heading(page);
  },
  'consent for a device, before and after the decision': async (page, site) => {
    const client = await registerClient(site, { client_name: longNames.unbroken });
    const codes = (await sendForm(site, 'device', { client_id: client.client_id })).body;
    await page.goto(String(codes.verification_uri_complete));
    await press(page, 'Continue');
    await page.getByRole('button', { name: 'Authorize' }).waitFor();
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await press(page, 'Authorize');
    await page.getByText('You can go back to your device').waitFor();
  },
};

describeInBrowser('the layout of pages outside Settings, at all widths and at 200 % zoom', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
  });
  afterAll(() => site.close());

  it.each(Object.entries(pages))('has no problems on %s', async (_name, open) => {
    const other = site.origin.replace('acme-corp', `no-${'such-'.repeat(9)}one`);
    const page = await openPage(site.origin, { allowedOrigins: [site.bareOrigin, other] });
    await open(page, site);
    expect(await layoutProblemsAtWidths(page)).toEqual({});
  });

  it.each(Object.entries(signedIn))('has no problems on %s', async (_name, open) => {
    const page = await openPage(site.origin, { cookie: site.adminCookie });
    await open(page, site);
    expect(await layoutProblemsAtWidths(page)).toEqual({});
  });

  it('has no problems on an admin page opened by another member', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    await page.goto('/settings/organization/members');
    await page.getByText('Only admins can see this page').waitFor();
    expect(await layoutProblemsAtWidths(page)).toEqual({});
  });

  describe('before an organization exists', () => {
    let database: TestDatabase;
    let server: SpedyProcess;
    beforeAll(async () => {
      database = await createTestDatabase({ empty: true });
      server = spawnServer({ DATABASE_URL: database.url, PORT: String(await freePort()) });
    });
    afterAll(async () => {
      await server.stop();
      await database.drop();
    });

    it('has no problems on the setup page', async () => {
      const [link] = await server.untilPrinted(/http:\S+\/setup\?token=spedy_set_\w+/);
      await server.untilPrinted(/Server listening/);
      const page = await openPage(new URL(link).origin);
      await page.goto(link);
      await heading(page);
      expect(await layoutProblemsAtWidths(page)).toEqual({});
    });
  });
});
