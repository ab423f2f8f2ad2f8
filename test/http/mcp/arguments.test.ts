import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { callTool, postMcp, rpc, toolError } from '../../support/mcp/requests.ts';

let acme: AcmeWithBoards;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
});
afterAll(() => acme.close());

const call = (name: string, given?: object) => callTool(acme, acme.teamMemberToken, name, given);
/** Returns the text of a rejected call. */
const refused = async (name: string, given: object): Promise<string> => {
  const result = await call(name, given);
  expect(result).toEqual(toolError(expect.any(String)));
  return result.content[0].text;
};
const invalid = (problems: string, name: string) =>
  `Invalid arguments: ${problems}. Correct them and call ${name} again.`;

describe('tool arguments', () => {
  it.each([
    ['status must be one of TODO, IN_PROGRESS, DONE', { status: 'OPEN' }],
    ['limit must be at most 100', { limit: 101 }],
    ['page must be at least 1', { page: 0 }],
    ['page must be an integer', { page: '1' }],
    ['search must be a string', { search: ['x'] }],
    ['search must not contain line breaks or other control characters', { search: 'a\u0000b' }],
    ['search must be at most 200 characters; it has 201', { search: 'x'.repeat(201) }],
    ['assigneeId is not a valid ID', { assigneeId: 'tim' }],
    ['boardID is not a known field; did you mean boardId?', { boardID: 'WEB' }],
    ['constructor is not a known field', { constructor: 'x' }],
    ['page must be an integer; status must be one of TODO, IN_PROGRESS, DONE', { page: {}, status: 1 }],
  ])('are rejected with the reason: %s', async (problem, given) => {
    const text = await refused('list_tickets', given);
    expect(text).toMatch(/^Invalid arguments: .*\. Correct them and call list_tickets again\.$/);
    expect(text).toContain(problem);
  });

  it('are named if they are missing or break the rules of the feature', async () => {
    const { teamMember, globexAdmin, web } = acme;
    expect(await refused('create_ticket', {})).toBe(
      invalid('title is required; boardId is required', 'create_ticket'),
    );
    expect(await refused('create_ticket', { title: ' ', boardId: 'WEB' })).toBe(
      invalid('title must not be empty', 'create_ticket'),
    );
    expect(await refused('create_ticket', { title: 'A', boardId: web.id, assigneeId: globexAdmin.id })).toBe(
      invalid('assigneeId must be an active member who can see the board', 'create_ticket'),
    );
    const { id } = await postTicket(acme, { title: 'Door', boardId: web.id, assigneeId: teamMember.id });
    expect(await refused('add_comment', { ticketId: id, body: '\u0000' })).toBe(
      invalid('body must not contain control characters', 'add_comment'),
    );
  });

  it.each([
    'OPS-1',
    'WEB-999999999',
    'WEB-0',
    'web',
    'tkt_x',
    '',
    '%',
    "' or 1=1",
    '\u0000',
    '🦊',
    'x'.repeat(9_000),
  ])('name the unknown ticket %j and get an error that says how to find one', async (ticketId) => {
    await postTicket(acme, { title: 'Hidden', boardId: acme.ops.id });
    for (const [name, more] of [
      ['get_ticket', {}],
      ['update_ticket', { status: 'DONE' }],
      ['add_comment', { body: 'x' }],
    ] as const) {
      const text = await refused(name, { ticketId, ...more });
      const named = /^[\w-]{1,40}$/.test(ticketId) ? ticketId : 'with this ID';
      expect(text).toBe(`There is no ticket ${named} on your boards. Call list_tickets to find its ID.`);
    }
  });

  it.each(['OPS', 'brd_x', '', '\u0000', 'W'])(
    'name the unknown board %j and get an error that says how to find one',
    async (boardId) => {
      const named = /^[\w-]{1,40}$/.test(boardId) ? boardId : 'with this ID';
      const text = `There is no board ${named} that you can access. Call list_boards to find its ID or key.`;
      expect(await refused('create_ticket', { title: 'A', boardId })).toBe(text);
      expect(await refused('list_tickets', { boardId })).toBe(text);
    },
  );

  it.each([
    [{ name: 'listTickets' }, 'Unknown tool; did you mean list_tickets?'],
    [{ name: 'constructor' }, /^Unknown tool\. Available tools: whoami, list_boards/],
    [{ name: '__proto__' }, /^Unknown tool/],
    [{ name: 'x'.repeat(9_000) }, /^Unknown tool/],
    [{ name: 1 }, /./],
    [{}, /./],
    [{ name: 'whoami', arguments: 'all' }, /./],
    [{ name: 'whoami', arguments: ['all'] }, /./],
  ])('cause a protocol error in a call with %j', async (params, message) => {
    const answer = await postMcp(acme, rpc('tools/call', params), { token: acme.adminToken });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: expect.objectContaining({ code: -32602, message: expect.stringMatching(message) }),
    });
  });

  it('can be left out if none are required', async () => {
    const answer = await postMcp(acme, rpc('tools/call', { name: 'list_boards' }), {
      token: acme.adminToken,
    });
    expect(answer.body.result.structuredContent.total).toBe(2);
  });
});

describe('tickets and boards', () => {
  it('accepts ticket numbers and board keys in place of ids', async () => {
    const board = await acme.createBoard('acme-corp', 'APP2', [acme.teamMember]);
    const created = (await call('create_ticket', { title: 'Named', boardId: 'app2' })).structuredContent;
    expect(created).toMatchObject({ displayId: 'APP2-1', boardId: board.id });
    for (const ticketId of ['APP2-1', 'app2-1', created.id]) {
      const { structuredContent } = await call('get_ticket', { ticketId });
      expect(structuredContent.id).toBe(created.id);
    }
    await call('update_ticket', { ticketId: 'APP2-1', priority: 'URGENT', assigneeId: acme.teamMember.id });
    const { structuredContent, content } = await call('list_tickets', { boardId: 'APP2' });
    expect(structuredContent).toMatchObject({
      total: 1,
      data: [{ displayId: 'APP2-1', priority: 'URGENT' }],
    });
    expect(content[0].text).toBe(`1 ticket\nAPP2-1 [TODO, URGENT] Named · tim (${created.id})`);
  });

  it('paginates the comments of a ticket', async () => {
    const { id } = await postTicket(acme, { title: 'Long talk', boardId: acme.web.id, description: 'Why?' });
    for (let number = 1; number <= 21; number += 1)
      await call('add_comment', { ticketId: id, body: `no. ${number}` });
    const first = await call('get_ticket', { ticketId: id });
    expect(first.structuredContent.comments).toMatchObject({
      total: 21,
      page: 1,
      pageSize: 20,
      totalPages: 2,
    });
    expect(first.content[0].text).toMatch(
      /Why\?[\s\S]*21 comments, page 1 of 2; the next is page 2[\s\S]*no\. 20$/,
    );
    const second = await call('get_ticket', { ticketId: id, commentsPage: 2 });
    expect(second.structuredContent.comments.data).toEqual([
      expect.objectContaining({ body: 'no. 21', author: { id: acme.teamMember.id, name: 'tim' } }),
    ]);
    expect(await refused('get_ticket', { ticketId: id, commentsPage: 0 })).toContain(
      'commentsPage must be at least 1',
    );
  });
});
