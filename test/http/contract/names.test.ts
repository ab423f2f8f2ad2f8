import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
let cookie: string;
let boardId: string;
beforeAll(async () => {
  acme = await createAcme();
  cookie = await acme.signIn(acme.admin);
  boardId = (await acme.createBoard('acme-corp', 'WEB', [acme.admin])).id;
});
afterAll(() => acme.close());

const send = (method: string, path: string, body: object) => acme.send(method, path, { cookie, body });
const newTicket = () => send('POST', '/api/v1/tickets', { boardId, title: 'A title' });

/** Every field of the API that holds a name or a title. */
const fields: Readonly<Record<string, (text: string) => ReturnType<typeof send>>> = {
  "a token's name": (name) => send('POST', '/api/v1/me/tokens', { name }),
  "the organization's name": (name) => send('PATCH', '/api/v1/organization', { name }),
  "a member's name": (name) => send('PATCH', `/api/v1/users/${acme.customer.id}`, { name }),
  "an invited person's name": (name) =>
    send('POST', '/api/v1/organization/invitations', { email: 'new@acme.test', role: 'CUSTOMER', name }),
  "a board's name": (name) =>
    send('POST', '/api/v1/boards', { key: `K${Math.trunc(Math.random() * 1e8)}`, name }),
  "a ticket's title": (title) => send('POST', '/api/v1/tickets', { boardId, title }),
  "a ticket's new title": async (title) =>
    send('PATCH', `/api/v1/tickets/${(await newTicket()).body.id}`, { title }),
  'a comment': async (body) =>
    send('POST', `/api/v1/tickets/${(await newTicket()).body.id}/comments`, { body }),
};
const names = Object.entries(fields).filter(([field]) => field !== 'a comment');
const invisible = ['\u200b', '\u2800', '\u3164\u115f', '\u00ad\ufeff', '\u{e0061}', '\u0301'];

describe.each(Object.entries(fields))('%s', (_field, save) => {
  it.each(invisible)('must contain a visible character: %j', async (text) => {
    expectError(await save(text), 400, 'validation_failed');
  });

  it('accepts any script, and the joiners that scripts and emoji need', async () => {
    for (const text of ['עברית', 'می\u200cخواهم', '👩‍👩‍👧‍👦', 'e\u0301'])
      expect((await save(text)).status).toBeLessThan(300);
  });
});

describe.each(names)('%s', (_field, save) => {
  it.each([...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'])(
    'cannot contain a direction mark: %j',
    async (mark) => {
      const error = expectError(await save(`CI ${mark}gnp.exe`), 400, 'validation_failed');
      expect(error.message).toContain('direction of text');
    },
  );
});

describe("a client's name at registration", () => {
  it.each(['\u200b', '\u2800', '\u3164', 'CI \u200fx', 'CI \u202ex', 'CI \u2067x'])(
    'cannot be %j',
    async (name) => {
      const body = { client_name: name, redirect_uris: ['https://app.example.com/cb'] };
      const answer = await acme.send('POST', '/api/v1/oauth/register', { at: 'acme-corp', body });
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_client_metadata']);
    },
  );
});

describe('an expiry', () => {
  it.each(['9999-12-31T23:59:59-00:01', '9999-12-31T12:00:00-13:00'])(
    'cannot be after the year 9999 in UTC: %s',
    async (expiresAt) => {
      expectError(
        await send('POST', '/api/v1/me/tokens', { name: 'x', expiresAt }),
        400,
        'validation_failed',
      );
    },
  );

  it('is returned in a form that is accepted again', async () => {
    const first = await send('POST', '/api/v1/me/tokens', {
      name: 'x',
      expiresAt: '9999-12-31T23:59:59.9999Z',
    });
    const { expiresAt } = first.body;
    const again = await send('POST', '/api/v1/me/tokens', { name: 'x', expiresAt });
    expect([again.status, again.body.expiresAt]).toEqual([201, expiresAt]);
  });
});
