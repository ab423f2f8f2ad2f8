import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, expectError } from '../../support/client.ts';
import { accept, postMcp, rpc } from '../../support/mcp/requests.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  postMcp(acme, body, { token: acme.teamMemberToken, headers });
const whoami = (id: number) => rpc('tools/call', { name: 'whoami' }, id);
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };

/** The client information that revision 2026-07-28 requires in each request. */
const _meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const modern = (method: string, params: object = {}, headers: Record<string, string> = {}) =>
  post(rpc(method, { ...params, _meta }), {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...headers,
  });

describe('an invalid message', () => {
  it.each<[number, string, Call]>([
    [400, 'invalid_json', { body: '{"jsonrpc":' }],
    [400, 'invalid_json', { body: '{"jsonrpc":"2.0","id":1,"method":"ping","__proto__":{}}' }],
    [415, 'unsupported_media_type', { body: rpc('ping'), headers: { 'content-type': 'text/plain' } }],
    [413, 'body_too_large', { body: rpc('ping', { x: 'x'.repeat(10_000_000) }) }],
  ])('is rejected as by the API: %i %s', async (status, code, { body, headers }) => {
    expectError(await post(body, headers), status, code);
  });

  it.each([
    null,
    1,
    '"ping"',
    {},
    { method: 'ping' },
    { jsonrpc: '1.0', id: 1, method: 'ping' },
    `${'['.repeat(9_000)}${']'.repeat(9_000)}`,
  ])('is rejected with a JSON-RPC error: %j', async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ jsonrpc: '2.0', error: { code: -32600 } });
  });

  it('is rejected when the body is empty', async () => {
    const answer = await acme.send('POST', '/mcp', {
      token: acme.adminToken,
      headers: { accept, 'content-type': 'application/json' },
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, -32700]);
  });

  it('is rejected when it names an unknown revision', async () => {
    const answer = await post(rpc('ping'), { 'mcp-protocol-version': '1999-01-01' });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('2025-11-25, 2025-06-18, 2025-03-26');
  });
});

describe('revisions that start with initialize', () => {
  it.each(['2025-03-26', '2025-06-18', '2025-11-25'])(
    '%s: responds with JSON and without a session',
    async (protocolVersion) => {
      const clientInfo = { name: 'test', version: '1' };
      const hello = await post(rpc('initialize', { protocolVersion, capabilities: {}, clientInfo }));
      expect(hello.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(hello.headers).not.toHaveProperty('mcp-session-id');
      expect(hello.body.result).toEqual({
        protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'spedy', title: 'Spedy', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
        instructions: expect.stringMatching(/acme-corp.*tim.*TEAM_MEMBER/),
      });
      const headers = { 'mcp-protocol-version': protocolVersion };
      const noted = await post(initialized, headers);
      expect([noted.status, noted.text]).toEqual([202, '']);
      expect((await post(rpc('ping'), headers)).body).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
      expect((await post(whoami(7), headers)).body).toMatchObject({ id: 7, result: { content: [{}] } });
      const unknown = await post(rpc('resources/list'), headers);
      expect([unknown.status, unknown.body.error.code]).toEqual([200, -32601]);
    },
  );

  it('respond to a later revision with the newest supported one', async () => {
    const params = {
      protocolVersion: '2099-01-01',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    };
    expect((await post(rpc('initialize', params))).body.result.protocolVersion).toBe('2025-11-25');
  });
});

describe('batches (revision 2025-03-26)', () => {
  it('get a response to each request, even when a notification cancels one', async () => {
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } };
    const answer = await post([initialized, rpc('ping'), whoami(2), cancelled]);
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
    const notes = await post([initialized, cancelled]);
    expect([notes.status, notes.text]).toEqual([202, '']);
  });

  it('of one message get an array with one response', async () => {
    for (const headers of [{}, { 'mcp-protocol-version': '2025-03-26' }]) {
      expect((await post([whoami(5)], headers)).body).toEqual([expect.objectContaining({ id: 5 })]);
      const wrong = await post([initialized, rpc('tools/list', { cursor: 1 })], headers);
      expect(wrong.body).toEqual([
        { jsonrpc: '2.0', id: 1, error: expect.objectContaining({ code: -32602 }) },
      ]);
    }
    const events = await post([whoami(5), whoami(6)], { accept: 'text/event-stream' });
    expect(events.text.match(/^data: /gm)).toHaveLength(2);
  });

  it('are rejected when two requests have the same id', async () => {
    const refused = await post([whoami(1), rpc('ping', {}, 1)]);
    expect(expectError(refused, 400, 'validation_failed').message).toContain('same ID');
    expect((await post([rpc('ping', {}, 1), rpc('ping', {}, '1')])).status).toBe(200);
  });

  it('are rejected when empty, too long, of another revision, or with an invalid message', async () => {
    expectError(await post([]), 400, 'validation_failed');
    expectError(
      await post(Array.from({ length: 21 }, (_, id) => rpc('ping', {}, id))),
      400,
      'validation_failed',
    );
    for (const revision of ['2025-06-18', '2025-11-25', '2026-07-28'])
      expectError(await post([rpc('ping')], { 'mcp-protocol-version': revision }), 400, 'validation_failed');
    expect((await post([rpc('ping'), 1])).body.error.code).toBe(-32600);
  });

  it('require the scopes of all their calls before any call runs', async () => {
    const token = await acme.createToken(acme.admin, { scopes: ['tickets:read'] });
    const create = rpc('tools/call', { name: 'create_ticket', arguments: {} }, 2);
    const answer = await postMcp(acme, [whoami(1), create], { token });
    expectError(answer, 403, 'insufficient_scope');
    expect(answer.headers['www-authenticate']).toContain('scope="tickets:read tickets:write"');
  });
});

describe('parameters', () => {
  it.each([
    ['tools/list', { cursor: null }],
    ['tools/list', { cursor: '' }],
    ['tools/list', null],
    ['tools/list', { _meta: null }],
    ['tools/call', { name: 'whoami', arguments: null }],
    ['tools/call', { name: 'list_tickets', arguments: { search: null, status: null, page: null } }],
  ])('%s with %j: treats null as left out', async (method, params) => {
    const message = { jsonrpc: '2.0', id: 1, method, params };
    const { body } = await post(message);
    expect(body).toEqual({ jsonrpc: '2.0', id: 1, result: expect.not.objectContaining({ isError: true }) });
  });

  it('keep null where it has a meaning', async () => {
    const board = await acme.createBoard('acme-corp', 'NUL', [acme.teamMember]);
    const call = (name: string, given: object) => rpc('tools/call', { name, arguments: given });
    const assigned = { title: 'A', boardId: board.id, assigneeId: acme.teamMember.id };
    const { id } = (await post(call('create_ticket', assigned))).body.result.structuredContent;
    const changed = await post(call('update_ticket', { ticketId: id, assigneeId: null, status: null }));
    expect(changed.body.result.structuredContent).toMatchObject({ assignee: null, status: 'TODO' });
    const missing = await post(call('create_ticket', { title: null, boardId: board.id }));
    expect(missing.body.result.content[0].text).toContain('title must be a string');
  });

  it.each<[string, unknown, RegExp]>([
    ['tools/list', { cursor: 5 }, /params\.cursor: expected string, received number/],
    ['tools/list', { cursor: 'page-2' }, /Omit cursor/],
    ['tools/list', [], /params must be an object/],
    ['tools/list', 'x', /params must be an object/],
    ['tools/list', { _meta: 'x' }, /params\._meta must be an object/],
    ['tools/call', {}, /params\.name: expected string, received undefined/],
    ['tools/call', { name: 5 }, /params\.name: expected string/],
    ['tools/call', { name: 'whoami', arguments: [] }, /params\.arguments: /],
    ['tools/call', { name: '[{"path":[],"message":"x"}]' }, /Unknown tool/],
    ['initialize', {}, /params\.protocolVersion: expected string/],
    [
      'initialize',
      { protocolVersion: '2025-11-25', capabilities: null, clientInfo: {} },
      /params\.capabilities/,
    ],
  ])('%s with %j: returns -32602 with a readable message', async (method, params, message) => {
    const answer = await post({ jsonrpc: '2.0', id: 'a', method, params });
    expect(answer.body).toEqual({
      jsonrpc: '2.0',
      id: 'a',
      error: { code: -32602, message: expect.stringMatching(message) },
    });
    expect(answer.body.error.message).not.toMatch(/[\n{]/);
  });

  it('have schemas with one type each, or anyOf', async () => {
    const { tools } = (await post(rpc('tools/list'))).body.result;
    const lists: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [name, inner] of Object.entries(value)) {
        if (name === 'type' && Array.isArray(inner)) lists.push(path);
        walk(inner, `${path}.${name}`);
      }
    };
    for (const { name, inputSchema, outputSchema } of tools) walk({ inputSchema, outputSchema }, name);
    expect(lists).toEqual([]);
    const { inputSchema } = tools.find(({ name }: { name: string }) => name === 'update_ticket');
    expect(inputSchema.properties.assigneeId.anyOf).toEqual([
      expect.objectContaining({ type: 'string' }),
      { type: 'null' },
    ]);
  });
});

describe('revision 2026-07-28', () => {
  it('supports discovery, listing and calls, each without earlier requests', async () => {
    const discovered = await modern('server/discover');
    expect(discovered.body.result).toMatchObject({
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      instructions: expect.stringContaining('acme-corp'),
    });
    expect((await modern('tools/list')).body.result.tools).toHaveLength(7);
    const called = await modern('tools/call', { name: 'whoami' }, { 'mcp-name': 'whoami' });
    expect(called.body.result).toMatchObject({
      resultType: 'complete',
      structuredContent: { user: { id: acme.teamMember.id } },
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'spedy' } },
    });
  });

  it('requires scopes as other revisions do', async () => {
    const token = await acme.createToken(acme.admin, { scopes: ['profile:read'] });
    const message = rpc('tools/call', { name: 'list_tickets', _meta });
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'list_tickets',
    };
    expectError(await postMcp(acme, message, { token, headers }), 403, 'insufficient_scope');
  });

  it('rejects headers that contradict the body, unknown methods and unknown revisions', async () => {
    const mismatch = await modern('tools/call', { name: 'whoami' }, { 'mcp-name': 'list_boards' });
    expect([mismatch.status, mismatch.body.error.code]).toEqual([400, -32020]);
    const unknown = await modern('resources/list');
    expect([unknown.status, unknown.body.error.code]).toEqual([404, -32601]);
    const future = { ..._meta, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
    const answer = await post(rpc('tools/list', { _meta: future }), { 'mcp-protocol-version': '2099-01-01' });
    expect([answer.status, answer.body.error.code]).toEqual([400, -32022]);
  });

  it('ends a subscription immediately, because the tools never change', async () => {
    const answer = await modern('subscriptions/listen', { notifications: { toolsListChanged: true } });
    expect(answer.headers['content-type']).toContain('text/event-stream');
    expect(answer.text).toMatch(/subscriptions\/acknowledged[\s\S]*"resultType":"complete"/);
  });
});
