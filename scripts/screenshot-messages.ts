import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type MailFields, type MailKind, mailKindNames } from '../src/mail/kinds.ts';
import { composeMail } from '../src/mail/messages/compose.ts';
import { htmlOf } from '../src/mail/messages/html.ts';

const at = Date.parse('2026-06-01T12:00:00Z');
const [minute, day] = [60_000, 86_400_000];
const event = { at, address: '192.0.2.7' };
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
const emails = { current: 'tim@acme.example', new: 'tim.okafor@acme.example', expiresAt: at + day };

/** What each message says in its picture. */
const samples: { readonly [Kind in MailKind]: readonly MailFields[Kind][] } = {
  invitation: [{ inviter: 'Ada Lovelace', role: 'TEAM_MEMBER', expiresAt: at + 7 * day }],
  password_reset: [{ by: null, expiresAt: at + 30 * minute }],
  email_change_current: [emails],
  email_change_new: [emails],
  new_sign_in: [{ ...event, userAgent }],
  second_factor_changed: [{ ...event, change: 'enabled' }],
  password_changed: [event],
  credential_leaked: [{ credential: 'token_leaked', name: 'CI pipeline', at }],
  token_created: [
    { ...event, name: 'Deploy preview', expiresAt: at + 90 * day },
    { ...event, name: 'Reporting sheet', expiresAt: null },
  ],
  token_expiring: [{ name: 'CI pipeline', expiresAt: at + 7 * day }],
  member_removed: [{ at }],
  admin_reset: [{ ...event, of: 'grace@acme.example', by: 'Ada Lovelace', what: 'password' }],
  organization_deleted: [{ ...event, by: 'ada@acme.example', restorableUntil: at + 30 * day }],
};

/** Takes a picture of each message, in the light on a desktop and in the dark on a phone. */
export async function takeMessages(browser: Browser, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const frame = { organization: 'Acme Corp', origin: 'https://acme-corp.spedy.example', secret: 'spedy_…' };
  for (const [colorScheme, width] of [
    ['light', 640],
    ['dark', 375],
  ] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 300 } });
    for (const kind of mailKindNames) {
      const stored = samples[kind].map((fields) => JSON.stringify(fields));
      await page.setContent(htmlOf(composeMail(kind, frame, stored)));
      const name = colorScheme === 'light' ? kind : `${kind}-dark`;
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    }
    await page.close();
  }
}
