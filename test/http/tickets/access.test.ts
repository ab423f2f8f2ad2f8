import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/access/scopes.ts';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { changeTicket, createTicket } from '../../../src/tickets/tickets.ts';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';

/** Every route of `tickets/`: the scope it needs, and the status for a member of each role on the board. */
const routes = [
  { method: 'GET', path: '/boards', scope: 'tickets:read', customer: 200, teamMember: 200, admin: 200 },
  {
    method: 'GET',
    path: '/boards/{board}',
    scope: 'tickets:read',
    customer: 200,
    teamMember: 200,
    admin: 200,
  },
  {
    method: 'POST',
    path: '/boards',
    body: { key: '{key}', name: 'New' },
    scope: 'tickets:write',
    customer: 403,
    teamMember: 403,
    admin: 201,
  },
  {
    method: 'PATCH',
    path: '/boards/{board}',
    body: { name: 'New' },
    scope: 'tickets:write',
    customer: 403,
    teamMember: 403,
    admin: 200,
  },
  {
    method: 'GET',
    path: '/boards/{board}/members',
    scope: 'tickets:read',
    customer: 403,
    teamMember: 200,
    admin: 200,
  },
  {
    method: 'GET',
    path: '/boards/{board}/assignees',
    scope: 'tickets:read',
    customer: 403,
    teamMember: 200,
    admin: 200,
  },
  {
    method: 'PUT',
    path: '/boards/{board}/members/{user}',
    scope: 'tickets:write',
    customer: 403,
    teamMember: 403,
    admin: 204,
  },
  {
    method: 'DELETE',
    path: '/boards/{board}/members/{user}',
    scope: 'tickets:write',
    customer: 403,
    teamMember: 403,
    admin: 204,
  },
  { method: 'GET', path: '/tickets', scope: 'tickets:read', customer: 200, teamMember: 200, admin: 200 },
  {
    method: 'GET',
    path: '/tickets/{ticket}',
    scope: 'tickets:read',
    customer: 200,
    teamMember: 200,
    admin: 200,
  },
  {
    method: 'POST',
    path: '/tickets',
    body: { title: 'Door', boardId: '{board}' },
    scope: 'tickets:write',
    customer: 403,
    teamMember: 201,
    admin: 201,
  },
  {
    method: 'PATCH',
    path: '/tickets/{ticket}',
    body: { status: 'DONE' },
    scope: 'tickets:write',
    customer: 403,
    teamMember: 200,
    admin: 200,
  },
  {
    method: 'GET',
    path: '/tickets/{ticket}/comments',
    scope: 'tickets:read',
    customer: 200,
    teamMember: 200,
    admin: 200,
  },
  {
    method: 'POST',
    path: '/tickets/{ticket}/comments',
    body: { body: 'Hello' },
    scope: 'tickets:write',
    customer: 201,
    teamMember: 201,
    admin: 201,
  },
  {
    method: 'POST',
    path: '/tickets/{ticket}/comments',
    body: { body: 'Hello', internal: true },
    scope: 'tickets:write',
    customer: 403,
    teamMember: 201,
    admin: 201,
  },
  {
    method: 'PATCH',
    path: '/tickets/{ticket}/comments/{comment}',
    body: { body: 'Changed' },
    scope: 'tickets:write',
    customer: 403,
    teamMember: 200,
    admin: 403,
  },
  {
    method: 'DELETE',
    path: '/tickets/{ticket}/comments/{comment}',
    scope: 'tickets:write',
    customer: 403,
    teamMember: 204,
    admin: 204,
  },
] as const;
type Route = (typeof routes)[number];

let acme: AcmeWithBoards;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
});
afterAll(() => acme.close());

describe.each(routes)('$method $path', (route) => {
  let names: Record<string, string>;
  let boards = 0;
  beforeEach(async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    boards += 1;
    const { body: comment } = await acme.send('POST', `/api/v1/tickets/${ticket.id}/comments`, {
      token: acme.teamMemberToken,
      body: { body: 'Hi' },
    });
    names = {
      board: acme.web.id,
      ticket: ticket.id,
      comment: comment.id,
      user: acme.customer.id,
      key: `NEW${boards}`,
    };
    const membershipPath = `/api/v1/boards/${acme.web.id}/members/${acme.customer.id}`;
    await acme.send('PUT', membershipPath, { token: acme.adminToken });
  });

  const fill = (text: string, ids: Record<string, string>) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  const call = (
    credential: { token?: string; cookie?: string; at?: string | null },
    { method, path, ...rest }: Route = route,
    ids = names,
  ) =>
    acme.send(method, fill(`/api/v1${path}`, ids), {
      ...credential,
      ...('body' in rest ? { body: JSON.parse(fill(JSON.stringify(rest.body), ids)) } : {}),
    });

  it.each(['customer', 'teamMember', 'admin'] as const)('checks the role %s', async (role) => {
    const answer = await call({ token: acme[`${role}Token`] });
    if (route[role] === 403) expectError(answer, 403, 'forbidden');
    else expect(answer.status, answer.text).toBe(route[role]);
  });

  it('accepts a token with only the required scope, and rejects one without it', async () => {
    const others: Scope[] = (
      ['profile:read', 'tickets:read', 'tickets:write', 'tokens:write', 'organization:write'] as const
    ).filter((scope) => scope !== route.scope);
    const without = await call({ token: await acme.createToken(acme.admin, { scopes: others }) });
    const error = expectError(without, 403, 'insufficient_scope');
    expect(error.message).toContain(route.scope);
    expect(without.headers['www-authenticate']).toContain(`scope="${route.scope}"`);
    const token = await acme.createToken(acme.teamMember, { scopes: [route.scope] });
    expect((await call({ token })).status).toBe(route.teamMember);
  });

  it('requires a credential of this organization', async () => {
    expectError(await call({}), 401, 'authentication_required');
    expectError(await call({ token: acme.globexToken }), 401, 'token_invalid');
  });

  it("hides existing objects from another organization's administrator", async () => {
    const answer = await call({ token: acme.globexToken, at: null });
    if (route.path.includes('{') || ('body' in route && 'boardId' in route.body))
      expectError(answer, 404, 'not_found');
    else expect(answer.text).not.toContain(acme.web.id);
  });

  // What a comment allows depends on its author.
  if (route.customer === 403 && !route.path.includes('{comment}')) {
    it('returns 403 to a customer even for a hidden or unknown object', async () => {
      const hidden = await postTicket(acme, { title: 'Secret', boardId: acme.ops.id });
      const ids = { board: acme.ops.id, ticket: hidden.id, user: acme.customer.id };
      expectError(await call({ token: acme.customerToken }, route, ids), 403, 'forbidden');
      const ids404 = { board: 'brd_x', ticket: 'tkt_x', user: 'usr_x' };
      expectError(await call({ token: acme.customerToken }, route, ids404), 403, 'forbidden');
    });
  }
});

it('rejects a customer who creates or edits a ticket without going through a route', async () => {
  const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
  const { organization_id: organizationId } = await acme.db
    .selectFrom('tickets')
    .select('organization_id')
    .where('id', '=', ticket.id)
    .executeTakeFirstOrThrow();
  const from = ownOrigin('operator', acme.clock.now());
  const viewer = { organizationId, userId: acme.customer.id, role: 'CUSTOMER' } as const;
  const refused = { code: 'forbidden' };
  const created = createTicket(acme.db, from, viewer, { title: 'Door', boardId: acme.web.id });
  await expect(created).rejects.toMatchObject(refused);
  await expect(changeTicket(acme.db, from, viewer, ticket.id, { status: 'DONE' })).rejects.toMatchObject(
    refused,
  );
});
