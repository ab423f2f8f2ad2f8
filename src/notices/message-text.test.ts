import { expect, it } from 'vitest';
import { messageText } from './message-text.ts';

const at = Date.UTC(2026, 5, 1, 12);
const expiresAt = Date.UTC(2026, 5, 8, 12);
const address = '192.0.2.7';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
const token = (name: string) => ({ name, at, address, expiresAt });
const reset = { at, address, of: 'ben@acme.test', by: 'ada', what: 'password' };

it.each([
  [
    'new_sign_in',
    [{ at, address, userAgent: firefox }],
    'New sign-in with Firefox on Linux from 192.0.2.7. If it was not you, change your password.',
  ],
  [
    'new_sign_in',
    [
      { at, address, userAgent: firefox },
      { at, address, userAgent: null },
    ],
    '2 new sign-ins, the last with an unknown browser from 192.0.2.7. If it was not you, change your password.',
  ],
  [
    'second_factor_changed',
    [
      { at, address, change: 'passkey_added' },
      { at, address, change: 'passkey_added' },
      { at, address, change: 'backup_codes_renewed' },
    ],
    'A passkey was added to your account from 192.0.2.7. Your backup codes were replaced from 192.0.2.7.',
  ],
  [
    'password_changed',
    [{ at, address }],
    'Your password was changed from 192.0.2.7, and your other sessions ended.',
  ],
  [
    'second_factor_changed',
    [{ at, address, change: 'reset' }],
    'Your second factor was reset, so set up a new one.',
  ],
  ['token_created', [token('CI')], 'The access token "CI" was created.'],
  ['token_created', ['A', 'B'].map(token), '2 access tokens were created: "A" and "B".'],
  [
    'token_created',
    ['A', 'B', 'C', 'D', 'E'].map(token),
    '5 access tokens were created: "A", "B", "C" and 2 others.',
  ],
  [
    'token_expiring',
    [token('CI')],
    'The access token "CI" expires on 8 June 2026 at 12:00 UTC. Rotate it before then.',
  ],
  [
    'token_expiring',
    ['A', 'B', 'C', 'D'].map(token),
    '4 access tokens expire soon: "A", "B", "C" and 1 other. Rotate them before then.',
  ],
  [
    'admin_reset',
    [reset, reset],
    'ada created a link to reset the password of the administrator ben@acme.test.',
  ],
  [
    'organization_deleted',
    [{ at, address: null, by: null, restorableUntil: expiresAt }],
    'The operator of the server deleted the organization.',
  ],
] as const)('says in a sentence or two what there is to tell: %s', (kind, events, text) => {
  expect(
    messageText(
      kind,
      events.map((event) => JSON.stringify(event)),
    ),
  ).toBe(text);
});
