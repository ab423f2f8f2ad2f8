import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { clients, type McpClient } from '../../support/mcp/clients.ts';
import { listen } from '../../support/servers/sockets.ts';

let acme: AcmeWithBoards;
let port: number;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
  port = await listen(acme.app.server);
});
afterAll(() => acme.close());

describe.each(Object.entries(clients))('%s', (_name, connect) => {
  let client: McpClient;
  beforeAll(async () => {
    client = await connect(port, acme.teamMemberToken);
  });
  afterAll(() => client.close());

  it('reads the server information and lists the tools', async () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'spedy' });
    expect(client.getInstructions()).toContain('acme-corp');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'whoami',
      'list_boards',
      'list_tickets',
      'get_ticket',
      'create_ticket',
      'update_ticket',
      'add_comment',
    ]);
  });

  it('calls every tool and gets responses that match the output schemas', async () => {
    // After listing, the client checks each response against the tool's output schema.
    await client.listTools();
    const call = async (name: string, given: Record<string, unknown> = {}) => {
      const { structuredContent, isError } = await client.callTool({ name, arguments: given });
      expect(isError ?? false).toBe(false);
      return structuredContent as Record<string, unknown>;
    };
    expect(await call('whoami')).toMatchObject({ user: { id: acme.teamMember.id }, role: 'TEAM_MEMBER' });
    expect(await call('list_boards')).toMatchObject({ data: [{ key: 'WEB' }] });
    const created = await call('create_ticket', { title: 'By a client', boardId: 'WEB' });
    const ticketId = created.id;
    const given = { ticketId, status: 'IN_PROGRESS', assigneeId: acme.teamMember.id };
    expect(await call('update_ticket', given)).toMatchObject({ assignee: { id: acme.teamMember.id } });
    await call('add_comment', { ticketId, body: 'On it.' });
    expect(await call('get_ticket', { ticketId })).toMatchObject({
      comments: { data: [{ body: 'On it.' }] },
    });
    expect(await call('list_tickets', { search: 'by a client' })).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: ticketId, status: 'IN_PROGRESS' })]),
    });
  });

  it('gets errors that say what to do', async () => {
    const hidden = await postTicket(acme, { title: 'Secret', boardId: acme.ops.id });
    const result = await client.callTool({ name: 'get_ticket', arguments: { ticketId: hidden.id } });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('Call list_tickets');
    await expect(client.callTool({ name: 'nothing' })).rejects.toThrow('Unknown tool');
  });

  it('is rejected at the first call after its token is revoked', async () => {
    const token = await acme.createToken(acme.teamMember);
    const other = await connect(port, token);
    const { structuredContent } = await other.callTool({ name: 'whoami' });
    const { tokenId } = (structuredContent as { authentication: { tokenId: string } }).authentication;
    await acme.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token: acme.teamMemberToken });
    await expect(other.callTool({ name: 'whoami' })).rejects.toThrow(/401|nauthorized|token_revoked/);
    await other.close();
  });
});

describe('many concurrent clients', () => {
  it('each get the responses to their own requests, as their own member', async () => {
    const people = [
      { token: acme.adminToken, id: acme.admin.id, boards: 2 },
      { token: acme.teamMemberToken, id: acme.teamMember.id, boards: 1 },
      { token: acme.customerToken, id: acme.customer.id, boards: 1 },
    ];
    const connected = await Promise.all(
      people.flatMap((person) =>
        Object.values(clients).map(async (connect) => ({
          ...person,
          client: await connect(port, person.token),
        })),
      ),
    );
    const rounds = Array.from({ length: 5 }, () => connected).flat();
    await Promise.all(
      rounds.map(async ({ client, id, boards }) => {
        const [me, list] = await Promise.all([
          client.callTool({ name: 'whoami' }),
          client.callTool({ name: 'list_boards' }),
        ]);
        expect(me.structuredContent).toMatchObject({ user: { id } });
        expect(list.structuredContent).toMatchObject({ total: boards });
      }),
    );
    await Promise.all(connected.map(({ client }) => client.close()));
  });
});
