import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../support/client.ts';
import { invite } from '../../support/invitations.ts';
import { connect, openAuthorization, pkce } from '../../support/oauth/oauth.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { createScimToken, userSchema } from '../../support/scim.ts';
import { type Acme, createAcme } from '../../support/world.ts';

type Property = {
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  properties?: Record<string, Property>;
  items?: Property;
};

/** Returns a value that a schema accepts, so that a request is not rejected for its form. */
function valueFor(schema: Property): unknown {
  if (schema.enum) return schema.enum[0];
  const type = [schema.type].flat()[0];
  if (type === 'object') {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [
        name,
        // Requiring it would block the other administrator's own session, which the rest of the test needs.
        name === 'twoFactorRequired' ? false : valueFor(inner),
      ]),
    );
  }
  if (type === 'array') return [valueFor(schema.items ?? {})];
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  if (schema.format === 'date-time') return '2099-01-01T00:00:00Z';
  return 'hijacked value';
}

/** Paths whose response does not depend on a credential. */
const openToAll = [
  '/healthz',
  '/readyz',
  '/api/v1/auth/organization',
  '/api/v1/auth/passkey/options',
  // The answer is the same for every email.
  '/api/v1/auth/forgot-password',
];
/** Routes for sessions only, which reject every token before they check an id. */
const sessionOnly = /\/(me\/sessions|me\/passkeys|oauth\/requests)\/|\/(second-factor|password-reset)$/;

const tenantTables = [
  'users',
  'sessions',
  'passkeys',
  'access_tokens',
  'token_usage',
  'notices',
  'invitations',
  'password_resets',
  'email_changes',
  'muted_notifications',
  'boards',
  'board_members',
  'tickets',
  'comments',
  'oauth_applications',
  'oauth_connections',
  'oauth_requests',
  'oauth_codes',
  'oauth_access_tokens',
  'oauth_refresh_tokens',
  'resource_servers',
  'scim_tokens',
  'scim_profiles',
] as const;

describe("another organization's credential", () => {
  let acme: Acme;
  let organizationId: string;
  let otherToken: string;
  let otherCookie: string;
  /** Every id of acme-corp, by its parameter name. */
  const ids = new Map<string, string>();
  /** Values that no response to them may contain. */
  const secrets: string[] = [];

  beforeAll(async () => {
    acme = await createAcme();
    await acme.createOrganization('other-corp');
    const otherAdmin = await acme.createMember('other-corp', 'sam@other.test', 'ADMIN');
    otherToken = await acme.createToken(otherAdmin);
    otherCookie = await acme.signIn(otherAdmin);
    const { adminToken: token } = acme;
    organizationId = (await acme.send('GET', '/api/v1/organization', { token })).body.id;
    const leaked = await acme.createToken(acme.admin, { name: 'a leaked one' });
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [leaked] } });
    const { tokens } = (await acme.send('GET', '/api/v1/me/tokens', { token })).body;
    const notices = (await acme.send('GET', '/api/v1/me/notices', { token })).body.data;
    ids.set('tokenId', tokens[0].id).set('noticeId', notices[0].id).set('userId', acme.customer.id);
    const cookie = await acme.signIn(acme.customer);
    const { data } = (await acme.send('GET', '/api/v1/me/sessions', { cookie })).body;
    ids.set('sessionId', data[0].id);
    ids.set('invitationId', (await invite(acme, 'ina@acme.test')).id);
    ids.set('scimTokenId', (await createScimToken(acme, { name: 'Top secret' })).id);
    await createResourceServer(acme, ids);
    await connectApplications(acme, ids);
    await createTickets(acme, organizationId, ids);
    // Last, because it changes how its member signs in.
    ids.set('passkeyId', (await addPasskey(acme, acme.customer, cookie)).id);
    const emails = [acme.admin, acme.teamMember, acme.customer].map((member) => member.email);
    secrets.push(
      ...ids.values(),
      organizationId,
      acme.admin.id,
      ...emails,
      'ina@acme.test',
      'a leaked one',
      'Top secret',
    );
    ids.set('resourceTypeId', 'User').set('schemaId', userSchema);
  });
  afterAll(() => acme.close());

  /** Returns every row of acme-corp, without the last use of its tokens. */
  async function snapshot() {
    const organizations = acme.db.selectFrom('organizations').selectAll().where('id', '=', organizationId);
    const rows = [JSON.stringify(await organizations.execute())];
    for (const table of tenantTables) {
      const all = await acme.db.selectFrom(table).selectAll().execute();
      for (const row of all) {
        if (row.organization_id !== organizationId) continue;
        rows.push(JSON.stringify([table, { ...row, last_used_at: null }]));
      }
    }
    expect(rows.length).toBeGreaterThan(10);
    return rows.sort();
  }

  /** Returns every operation of the OpenAPI document, with acme-corp's ids as its parameters. */
  async function operations() {
    const { paths } = (await acme.send('GET', '/openapi.json')).body;
    const list: { method: string; path: string; body: unknown }[] = [];
    for (const [pattern, item] of Object.entries<Record<string, never>>(paths)) {
      for (const [method, operation] of Object.entries<Record<string, never>>(item)) {
        if (method === 'post' && pattern === '/api/v1/leaked-tokens') continue;
        const path = pattern.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
          // Every organization has events of its own with these numbers.
          if (name === 'sequence') return '7';
          const id = ids.get(name) ?? ids.get(`${pattern.split('/')[3]?.replace(/s$/, '')}Id`);
          if (id === undefined) throw new Error(`there is no id for ${name} in ${pattern}`);
          return id;
        });
        const schema = (operation as { requestBody?: { content: Record<string, { schema: Property }> } })
          .requestBody?.content['application/json']?.schema;
        // A policy that requires a second factor would block the other administrator's own session.
        const body =
          path === '/api/v1/organization' ? { name: 'hijacked value' } : schema && valueFor(schema);
        list.push({ method: method.toUpperCase(), path, body: schema && body });
      }
    }
    return list;
  }

  function expectNothingGivenAway(answer: Answer, what: string): void {
    expect(answer.status, `${what}: ${answer.text}`).not.toBe(500);
    for (const secret of secrets) expect(answer.text, what).not.toContain(secret);
    expect(JSON.stringify(answer.headers), what).not.toContain(acme.admin.email);
  }

  it("is rejected by every operation at this organization's host", async () => {
    const before = await snapshot();
    for (const { method, path, body } of await operations()) {
      const what = `${method} ${path}`;
      for (const call of [{ token: otherToken }, { cookie: otherCookie }]) {
        const answer = await acme.send(method, path, { ...call, body });
        expectNothingGivenAway(answer, what);
        if (openToAll.includes(path)) continue;
        expect([400, 401, 404], `${what}: ${answer.text}`).toContain(answer.status);
        if (answer.status === 400) expect((await acme.send(method, path, { body })).status, what).toBe(400);
      }
    }
    expect(await snapshot()).toEqual(before);
  });

  it("cannot read or change this organization's data at its own host or the bare domain", async () => {
    const before = await snapshot();
    for (const at of ['other-corp', null]) {
      for (const { method, path, body } of await operations()) {
        const what = `${method} ${path} at ${at}`;
        for (const call of [{ token: otherToken }, ...(at ? [{ cookie: otherCookie }] : [])]) {
          // Signing out would end the other administrator's own session, and deletion all of them.
          if (/\/auth\/logout$|\/me\/sessions$|\/organization\/deletion$/.test(path)) continue;
          const answer = await acme.send(method, path, { ...call, body, at });
          expectNothingGivenAway(answer, what);
          const namesAnId = [...ids.values()].some((id) => path.includes(id));
          const notFound = path.startsWith('/scim/') ? [401, 404] : [400, 404];
          const refusals = 'token' in call && sessionOnly.test(path) ? [403] : notFound;
          if (namesAnId) expect(refusals, `${what}: ${answer.text}`).toContain(answer.status);
        }
      }
    }
    expect(await snapshot()).toEqual(before);
    for (const token of [acme.adminToken, acme.customerToken])
      expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
  });

  it("finds nothing with this organization's ids as filters", async () => {
    const { userId, boardId } = { userId: ids.get('userId'), boardId: ids.get('boardId') };
    for (const path of [
      `/api/v1/organization/tokens?userId=${userId}`,
      `/api/v1/organization/audit-events?actorId=${userId}`,
      `/api/v1/organization/audit-events?targetId=${userId}`,
      `/api/v1/organization/audit-events/export?targetId=${userId}`,
      `/api/v1/tickets?boardId=${boardId}`,
      `/api/v1/tickets?assigneeId=${userId}`,
      '/api/v1/tickets?search=secret',
    ]) {
      const answer = await acme.send('GET', path, { token: otherToken, at: 'other-corp' });
      expectNothingGivenAway(answer, path);
    }
  });
});

async function createResourceServer(acme: Acme, ids: Map<string, string>): Promise<void> {
  const cookie = await acme.signIn(acme.admin);
  const body = { name: 'Top secret' };
  const answer = await acme.send('POST', '/api/v1/organization/resource-servers', { cookie, body });
  ids.set('resourceServerId', answer.body.id);
}

/** Creates a connection and an open request for consent. */
async function connectApplications(acme: Acme, ids: Map<string, string>) {
  const { client, cookie } = await connect(acme, acme.customer);
  const { data } = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie })).body;
  const applications = await acme.send('GET', '/api/v1/organization/applications', {
    token: acme.adminToken,
  });
  ids.set('applicationId', applications.body.data[0].id);
  const asked = { client_id: client.client_id, code_challenge: pkce().challenge, prompt: 'consent' };
  ids.set('grantId', data[0].id).set('requestId', await openAuthorization(acme, cookie, asked));
}

/** Creates a board, a ticket and a comment of acme-corp. */
async function createTickets(
  { db, admin, customer }: Acme,
  organization_id: string,
  ids: Map<string, string>,
) {
  const created_at = 1;
  const letters = '0'.repeat(22);
  const own = { board: `brd_${letters}1`, ticket: `tkt_${letters}1`, comment: `cmt_${letters}1` };
  await db
    .insertInto('boards')
    .values({
      organization_id,
      id: own.board,
      key: 'SEC',
      name: 'Top secret board',
      last_ticket_number: 1,
      created_at,
    })
    .execute();
  await db
    .insertInto('board_members')
    .values({ organization_id, board_id: own.board, user_id: customer.id })
    .execute();
  await db
    .insertInto('tickets')
    .values({
      organization_id,
      id: own.ticket,
      board_id: own.board,
      number: 1,
      title: 'Top secret ticket',
      description: '',
      status: 'TODO',
      priority: 'LOW',
      assignee_id: customer.id,
      author_id: admin.id,
      search_text: 'sec-1\ntop secret ticket\n',
      created_at,
      updated_at: created_at,
    })
    .execute();
  await db
    .insertInto('comments')
    .values({
      organization_id,
      id: own.comment,
      ticket_id: own.ticket,
      author_id: admin.id,
      body: 'Top secret comment',
      created_at,
    })
    .execute();
  ids.set('boardId', own.board).set('ticketId', own.ticket).set('commentId', own.comment);
}
