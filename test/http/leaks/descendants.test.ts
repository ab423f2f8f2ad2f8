import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEventsOf } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { connect, sendForm } from '../../support/oauth/oauth.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

let acme: Acme;
beforeEach(async () => {
  acme = await createAcme();
});
afterEach(() => acme.close());

type Credential = { readonly token: string } | { readonly cookie: string };
const report = (value: string) => acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [value] } });
const create = async (by: Credential, name = 'Child') => {
  const answer = await acme.send('POST', '/api/v1/me/tokens', { ...by, body: { name } });
  expect(answer.status, answer.text).toBe(201);
  return { id: String(answer.body.id), token: String(answer.body.token) };
};
const invite = async (by: Credential, email: string) => {
  const body = { email, role: 'TEAM_MEMBER' };
  const answer = await acme.send('POST', '/api/v1/organization/invitations', { ...by, body });
  expect(answer.status, answer.text).toBe(201);
  return { id: String(answer.body.id), secret: String(answer.body.link ?? '').split('#')[1] ?? '' };
};
const accept = async (secret: string) => {
  const body = { token: secret, name: 'Nora', password };
  const answer = await acme.send('POST', '/api/v1/auth/invitation/accept', { body });
  expect(answer.status, answer.text).toBe(200);
  return { cookie: answer.headers['set-cookie']?.split(';')[0] ?? '' };
};
const works = async (by: Credential) => (await acme.send('GET', '/api/v1/me', by)).status;
const secretOf = ({ cookie }: { cookie: string }) => cookie.split('=')[1] ?? '';
const noticesOf = async (by: Credential) => (await acme.send('GET', '/api/v1/me/notices', by)).body.data;

describe('a leak report of a token', () => {
  it('revokes all its descendants, but not its siblings', async () => {
    const cookie = await acme.signIn(acme.admin);
    const leaked = await create({ cookie }, 'Leaked');
    const sibling = await create({ cookie }, 'Sibling');
    const child = await create(leaked);
    const grandchild = await create(child);
    const rotated = await acme.send('POST', `/api/v1/me/tokens/${grandchild.id}/rotate`, {
      token: grandchild.token,
      body: { overlapSeconds: 60 },
    });
    await report(leaked.token);
    for (const { token } of [leaked, child, grandchild, rotated.body])
      expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
    expect(await Promise.all([sibling, { cookie }].map(works))).toEqual([200, 200]);
    expect(await noticesOf({ cookie })).toEqual([
      expect.objectContaining({
        kind: 'token_leaked',
        tokenId: leaked.id,
        alsoEnded: 3,
        message: expect.stringContaining('3 other credentials created with it'),
      }),
    ]);
    expect((await auditEventsOf(acme, child.id)).at(-1)).toEqual({
      action: 'token.revoked',
      details: expect.objectContaining({ leaked: leaked.id }),
    });
  });

  it('revokes its descendants even if it or the tokens in between were revoked before', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    const leaked = await create({ cookie }, 'Leaked');
    const child = await create(leaked);
    const grandchild = await create(child);
    for (const { id } of [leaked, child]) await acme.send('DELETE', `/api/v1/me/tokens/${id}`, { cookie });
    await report(leaked.token);
    expectError(await acme.send('GET', '/api/v1/me', grandchild), 401, 'token_revoked');
    expect(await noticesOf({ cookie })).toMatchObject([{ tokenId: leaked.id, alsoEnded: 1 }]);
    await report(leaked.token);
    expect(await noticesOf({ cookie })).toHaveLength(1);
  });

  it('revokes its invitations, and the credentials of members who accepted one', async () => {
    const cookie = await acme.signIn(acme.admin);
    const leaked = await create({ cookie }, 'Leaked');
    const pending = await invite(leaked, 'pending@acme.test');
    const created = await invite(leaked, 'accepted@acme.test');
    const link = await acme.send('POST', `/api/v1/organization/invitations/${created.id}/link`, { cookie });
    const theirs = await accept(link.body.link.split('#')[1]);
    const theirToken = await create(theirs);
    expect(await Promise.all([theirs, theirToken].map(works))).toEqual([200, 200]);
    await report(leaked.token);
    expect(await Promise.all([theirs, theirToken].map(works))).toEqual([401, 401]);
    const list = await acme.send('GET', '/api/v1/organization/invitations', { cookie });
    expect(list.body.total).toBe(0);
    expect((await auditEventsOf(acme, pending.id)).at(-1)).toMatchObject({ action: 'invitation.revoked' });
    expect(await noticesOf({ cookie })).toMatchObject([{ tokenId: leaked.id, alsoEnded: 3 }]);
  });

  it('revokes tokens that it creates at the same time', async () => {
    const leaked = await create({ cookie: await acme.signIn(acme.customer) }, 'Leaked');
    const [, ...created] = await Promise.all([
      report(leaked.token),
      ...Array.from({ length: 8 }, () =>
        acme.send('POST', '/api/v1/me/tokens', { token: leaked.token, body: { name: 'Late' } }),
      ),
    ]);
    for (const { status, body } of created) {
      if (status !== 201) continue;
      expectError(await acme.send('GET', '/api/v1/me', { token: body.token }), 401, 'token_revoked');
    }
  });

  it('revokes hundreds of descendants', async () => {
    const leaked = await create({ cookie: await acme.signIn(acme.customer) }, 'Leaked');
    const child = await create(leaked);
    const row = await acme.db
      .selectFrom('access_tokens')
      .selectAll()
      .where('id', '=', child.id)
      .executeTakeFirstOrThrow();
    const rows = Array.from({ length: 250 }, (_, index) => ({
      ...row,
      id: `tok_${String(index).padStart(23, '0')}`,
      hash: Buffer.from(`token ${index}`),
    }));
    await acme.db.insertInto('access_tokens').values(rows).execute();
    await report(leaked.token);
    const live = await acme.db
      .selectFrom('access_tokens')
      .select('id')
      .where('created_with', '=', leaked.id)
      .where('revoked_at', 'is', null)
      .execute();
    expect(live).toEqual([]);
  });
});

describe('a leak report of a session', () => {
  it('ends the tokens, invitations and connections that were created with it', async () => {
    const cookie = await acme.signIn(acme.admin);
    const other = await acme.signIn(acme.admin);
    const child = await create({ cookie });
    const invitation = await invite({ cookie }, 'new@acme.test');
    const { tokens } = await connect(acme, acme.admin, { cookie });
    const others = await connect(acme, acme.admin, { cookie: other });
    await report(secretOf({ cookie }));
    expect(await Promise.all([{ cookie }, child, { token: tokens.access_token }].map(works))).toEqual([
      401, 401, 401,
    ]);
    expect(await Promise.all([{ cookie: other }, { token: others.tokens.access_token }].map(works))).toEqual([
      200, 200,
    ]);
    const read = { body: { token: invitation.secret } };
    expectError(await acme.send('POST', '/api/v1/auth/invitation', read), 404, 'not_found');
    expect(await noticesOf({ cookie: other })).toMatchObject([{ kind: 'session_leaked', alsoEnded: 3 }]);
  });

  it('removes only the resource servers that were created with it', async () => {
    const path = '/api/v1/organization/resource-servers';
    const make = async (cookie: string) => {
      const answer = await acme.send('POST', path, { cookie, body: { name: 'Gateway' } });
      expect(answer.status, answer.text).toBe(201);
      return answer.body as { id: string; clientSecret: string };
    };
    const [leaked, other] = [await acme.signIn(acme.admin), await acme.signIn(acme.admin)];
    const [theirs, later, others] = [await make(leaked), await make(leaked), await make(other)];
    const introspect = async ({ id, clientSecret }: { id: string; clientSecret: string }) => {
      const form = { token: acme.customerToken, client_id: id, client_secret: clientSecret };
      return (await sendForm(acme, 'introspect', form)).status;
    };
    expect(await Promise.all([theirs, later, others].map(introspect))).toEqual([200, 200, 200]);
    await acme.send('POST', '/api/v1/auth/logout', { cookie: leaked });
    await report(secretOf({ cookie: leaked }));
    expect(await Promise.all([theirs, later, others].map(introspect))).toEqual([401, 401, 200]);
    expect(await noticesOf({ cookie: other })).toMatchObject([{ kind: 'session_leaked', alsoEnded: 2 }]);
    expect((await auditEventsOf(acme, theirs.id)).at(-1)).toMatchObject({
      action: 'resource_server.removed',
      details: { name: 'Gateway', reason: expect.stringContaining('reported as leaked') },
    });
  });

  it('ends its descendants even after it was signed out or deleted by the sweep', async () => {
    for (const end of [
      (cookie: string) => acme.send('POST', '/api/v1/auth/logout', { cookie }),
      async () => {
        acme.clock.advance(31 * day);
        await acme.app.sweep();
      },
    ]) {
      const cookie = await acme.signIn(acme.customer);
      const child = await create({ cookie });
      await end(cookie);
      expect(await works(child)).toBe(200);
      await report(secretOf({ cookie }));
      expect(await works(child)).toBe(401);
    }
  });
});

describe('a leak report of an invitation link', () => {
  it('revokes the invitation and notifies its inviter', async () => {
    const cookie = await acme.signIn(acme.admin);
    const { id, secret } = await invite({ cookie }, 'new@acme.test');
    await report(secret);
    const read = { body: { token: secret } };
    expectError(await acme.send('POST', '/api/v1/auth/invitation', read), 404, 'not_found');
    expect(await noticesOf({ cookie })).toMatchObject([
      { kind: 'invitation_leaked', tokenId: id, tokenName: 'new@acme.test', alsoEnded: 0 },
    ]);
    expect((await auditEventsOf(acme, id)).at(-1)).toMatchObject({
      details: { reason: 'reported as leaked' },
    });
  });

  it('ends the session that it opened, with all descendants', async () => {
    const cookie = await acme.signIn(acme.admin);
    const { secret } = await invite({ cookie }, 'new@acme.test');
    const theirs = await accept(secret);
    const child = await create(theirs);
    const signedIn = await acme.send('POST', '/api/v1/auth/login', {
      body: { email: 'new@acme.test', password },
    });
    await report(secret);
    expect(await Promise.all([theirs, child].map(works))).toEqual([401, 401]);
    expect(await works({ cookie: signedIn.headers['set-cookie']?.split(';')[0] ?? '' })).toBe(200);
  });
});
