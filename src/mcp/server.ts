import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { SpedyError } from '../contract/errors.ts';
import type { Caller, Tool } from './tool.ts';
import { describeToolError } from './tool-error.ts';
import { findTool, tools, unknownTool } from './tools/list.ts';

const toolList = tools.map(({ name, title, description, annotations, inputSchema, outputSchema }) => ({
  name,
  title,
  description,
  annotations,
  inputSchema,
  outputSchema,
}));

/**
 * Creates a server for one request and caller. Requests share no state.
 * @param onServerError called with server errors, such as an unavailable database
 */
export function createMcpServer(
  caller: Caller,
  version: string,
  onServerError: (error: unknown) => void,
): Server {
  const { organization, user, role } = caller.principal;
  const server = new Server(
    { name: 'spedy', title: 'Spedy', version },
    {
      capabilities: { tools: {} },
      instructions:
        `These tools read and change the tickets of ${organization.name} as the member ${user.name} with the role ` +
        `${role}. Start with list_boards or list_tickets. When talking to people, use a ticket's display ID, such as WEB-42.`,
    },
  );
  server.setRequestHandler('tools/list', ({ params }) => {
    if (params?.cursor)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The list has only one page. Omit cursor.');
    return { tools: toolList };
  });
  server.setRequestHandler('tools/call', async ({ params }) => {
    const tool = findTool(params.name);
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, unknownTool(params.name));
    return callTool(tool, caller, params.arguments ?? {}, onServerError);
  });
  return server;
}

async function callTool(
  tool: Tool,
  caller: Caller,
  input: unknown,
  onServerError: (error: unknown) => void,
): Promise<CallToolResult> {
  try {
    const { data, text } = await tool.call(caller, input);
    return { content: [{ type: 'text', text }], structuredContent: { ...data } };
  } catch (error) {
    if (!(error instanceof SpedyError) || error.status >= 500) {
      onServerError(error);
      throw new ProtocolError(ProtocolErrorCode.InternalError, 'Something went wrong.');
    }
    return { isError: true, content: [{ type: 'text', text: describeToolError(error, tool, caller) }] };
  }
}
