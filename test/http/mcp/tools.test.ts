import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/access/scopes.ts';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { accept, callTool, postMcp, rpc, toolError } from '../../support/mcp/requests.ts';

/** Every tool, with the API request that does the same. `{name}` stands for an id. */
const pairs = [
  { tool: 'whoami', given: {}, method: 'GET', path: '/me', scope: null },
  { tool: 'list_boards', given: {}, method: 'GET', path: '/boards', scope: 'tickets:read' },
  {
    tool: 'list_tickets',
    given: { status: 'TODO', limit: 2, boardId: '{board}' },
    method: 'GET',
    path: '/tickets?status=TODO&limit=2&boardId={board}',
    scope: 'tickets:read',
  },
  {
    tool: 'get_ticket',
    given: { ticketId: '{ticket}' },
    method: 'GET',
    path: '/tickets/{ticket}',
    scope: 'tickets:read',
  },
  {
    tool: 'create_ticket',
    given: { title: 'Window', boardId: '{board}', priority: 'HIGH', description: 'It is open' },
    method: 'POST',
    path: '/tickets',
    body: { title: 'Window', boardId: '{board}', priority: 'HIGH', description: 'It is open' },
    scope: 'tickets:write',
  },
  {
    tool: 'update_ticket',
    given: { ticketId: '{ticket}', status: 'DONE', assigneeId: '{user}' },
    method: 'PATCH',
    path: '/tickets/{ticket}',
    body: { status: 'DONE', assigneeId: '{user}' },
    scope: 'tickets:write',
  },
  {
    tool: 'add_comment',
    given: { ticketId: '{ticket}', body: 'Hello' },
    method: 'POST',
    path: '/tickets/{ticket}/comments',
    body: { body: 'Hello' },
    scope: 'tickets:write',
  },
] as const;

let acme: AcmeWithBoards;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
});
afterAll(() => acme.close());

describe('tools/list', () => {
  it('returns the same fully described tools to every member', async () => {
    const lists: unknown[] = [];
    const narrow = await acme.createToken(acme.customer, { scopes: ['profile:read'] });
    for (const token of [acme.adminToken, acme.customerToken, narrow])
      lists.push((await postMcp(acme, rpc('tools/list'), { token })).body.result.tools);
    expect(lists[1]).toEqual(lists[0]);
    expect(lists[2]).toEqual(lists[0]);
    const [tools] = lists as [Record<string, never>[]];
    expect(tools.map(({ name }) => name)).toEqual(pairs.map(({ tool }) => tool));
    for (const tool of tools)
      expect(tool).toEqual({
        name: expect.stringMatching(/^[a-z_]+$/),
        title: expect.stringMatching(/^[A-Z]/),
        description: expect.stringMatching(/^.{60,500}$/),
        inputSchema: expect.objectContaining({ type: 'object', additionalProperties: false }),
        outputSchema: expect.objectContaining({ type: 'object', required: expect.any(Array) }),
        annotations: {
          readOnlyHint: expect.any(Boolean),
          destructiveHint: expect.any(Boolean),
          idempotentHint: expect.any(Boolean),
          openWorldHint: false,
        },
      });
  });

  it('does not require arguments with a default, and lists the values of a field', async () => {
    const { body } = await postMcp(acme, rpc('tools/list'), { token: acme.adminToken });
    const list = body.result.tools.find(({ name }: { name: string }) => name === 'list_tickets');
    expect(list.inputSchema.required).toEqual([]);
    expect(list.inputSchema.properties).toMatchObject({
      page: { type: 'integer', minimum: 1, default: 1 },
      limit: { type: 'integer', maximum: 100, default: 20 },
      status: { enum: ['TODO', 'IN_PROGRESS', 'DONE'] },
    });
    const reading = body.result.tools.filter(
      (tool: { annotations: { readOnlyHint: boolean } }) => tool.annotations.readOnlyHint,
    );
    expect(reading.map(({ name }: { name: string }) => name)).toEqual([
      'whoami',
      'list_boards',
      'list_tickets',
      'get_ticket',
    ]);
  });
});

describe.each(pairs)('$tool equals $method $path', (pair) => {
  let names: Record<string, string>;
  beforeEach(async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    names = { board: acme.web.id, ticket: ticket.id, user: acme.teamMember.id };
  });
  const fill = <T>(value: T, ids = names): T =>
    JSON.parse(JSON.stringify(value).replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole));
  const byTool = (token: string, ids = names) =>
    postMcp(acme, rpc('tools/call', { name: pair.tool, arguments: fill(pair.given, ids) }), { token });
  const byHttp = (token: string, ids = names) =>
    acme.send(pair.method, fill(`/api/v1${pair.path}`, ids), {
      token,
      ...('body' in pair ? { body: fill(pair.body, ids) } : {}),
    });

  it.each(['customer', 'teamMember', 'admin'] as const)('returns the same to the role %s', async (role) => {
    const token = acme[`${role}Token`];
    const http = await byHttp(token);
    const tool = await byTool(token);
    expect(tool.status, tool.text).toBe(200);
    const { result } = tool.body;
    if (http.status >= 400) {
      expectError(http, 403, 'forbidden');
      expect(result).toEqual(
        toolError(expect.stringContaining(`may not use ${pair.tool}. Nothing was changed`)),
      );
      return;
    }
    expect(result.isError).toBeUndefined();
    expect(result.content).toEqual([{ type: 'text', text: expect.stringMatching(/\S/) }]);
    const { comments, ...same } = result.structuredContent;
    // A new object has its own id.
    const own = { id: expect.any(String), ...('displayId' in same ? { displayId: expect.any(String) } : {}) };
    expect(same).toEqual(pair.method === 'POST' ? { ...http.body, ...own } : http.body);
    if (pair.tool !== 'get_ticket') expect(comments).toBeUndefined();
  });

  it('hides boards that the member does not see and other organizations', async () => {
    const hidden = await postTicket(acme, { title: 'Secret', boardId: acme.ops.id });
    const ids = { board: acme.ops.id, ticket: hidden.id, user: acme.teamMember.id };
    const globexIds = { board: acme.globexBoard.id, ticket: acme.globexTicketId, user: acme.globexAdmin.id };
    for (const [token, others] of [
      [acme.teamMemberToken, ids],
      [acme.adminToken, globexIds],
    ] as const) {
      const { result } = (await byTool(token, others)).body;
      expect(JSON.stringify(result)).not.toMatch(/Secret|Globex/);
      if (!/\{\w+\}/.test(JSON.stringify(pair.given))) continue;
      const named = 'ticketId' in pair.given ? others.ticket : others.board;
      expect(result).toEqual(toolError(expect.stringContaining(named)));
      expect(result.content[0].text).toMatch(/Call list_(tickets|boards) to find its ID/);
    }
  });

  it('requires only its own scope', async () => {
    const all: Scope[] = [
      'profile:read',
      'tickets:read',
      'tickets:write',
      'tokens:write',
      'organization:write',
    ];
    const others = all.filter((scope) => scope !== pair.scope);
    const without = await byTool(await acme.createToken(acme.admin, { scopes: others }));
    if (pair.scope === null) return expect(without.status).toBe(200);
    expect(expectError(without, 403, 'insufficient_scope').message).toContain(pair.scope);
    // All scopes that the next token needs, including those that this one has.
    expect(without.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_scope", scope="profile:read tickets:read tickets:write", ' +
        'resource_metadata="http://acme-corp.localhost:3000/.well-known/oauth-protected-resource/mcp"',
    );
    const token = await acme.createToken(acme.teamMember, { scopes: [pair.scope] });
    expect((await byTool(token)).body.result.isError).toBeUndefined();
    const none = await byTool(await acme.createToken(acme.admin, { scopes: ['tokens:write'] }));
    expect(none.headers['www-authenticate']).toContain(`scope="${pair.scope}"`);
  });
});

describe('a change by a tool', () => {
  it('is recorded in the audit log with the member, the token and the request', async () => {
    const { structuredContent: me } = await callTool(acme, acme.teamMemberToken, 'whoami');
    const given = { title: 'Logged', boardId: 'WEB' };
    const answer = await postMcp(acme, rpc('tools/call', { name: 'create_ticket', arguments: given }), {
      token: acme.teamMemberToken,
    });
    const { id } = answer.body.result.structuredContent;
    const events = await acme.send('GET', `/api/v1/organization/audit-events?targetId=${id}`, {
      token: acme.adminToken,
    });
    expect(events.body.data).toEqual([
      expect.objectContaining({
        action: 'ticket.created',
        actor: expect.objectContaining({ kind: 'member', id: acme.teamMember.id }),
        credential: expect.objectContaining({ kind: 'pat', id: me.authentication.tokenId }),
        requestId: answer.headers['x-request-id'],
      }),
    ]);
  });
});

describe('an internal error', () => {
  it("returns the API's 500 without the cause, which is logged", async () => {
    const broken = await createAcmeWithBoards();
    const { token } = { token: broken.adminToken };
    const ticket = await postTicket(broken, { title: 'Door', boardId: broken.web.id });
    await broken.db.schema.dropTable('comments').execute();
    const answer = await postMcp(
      broken,
      rpc('tools/call', { name: 'get_ticket', arguments: { ticketId: ticket.id } }),
      { token, headers: { accept } },
    );
    expectError(answer, 500, 'internal_error');
    expect(answer.text).not.toMatch(/comments|sql/i);
    expect(broken.log.some((line) => line.includes('Request failed') && line.includes('comments'))).toBe(
      true,
    );
    await broken.close();
  });
});
