import type { Answer, Call } from '../client.ts';
import type { World } from '../world.ts';

/** The Accept header that the transport requires for every POST. */
export const accept = 'application/json, text/event-stream';

/** Returns a JSON-RPC request. */
export function rpc(method: string, params: object = {}, id: number | string = 1) {
  return { jsonrpc: '2.0', id, method, params };
}

/** Posts a body to /mcp, by default at acme-corp. */
export function postMcp(world: World, body: unknown, { headers, ...call }: Call = {}): Promise<Answer> {
  return world.send('POST', '/mcp', { ...call, body, headers: { accept, ...headers } });
}

/** Calls a tool. Returns its result. */
export async function callTool(
  world: World,
  token: string,
  name: string,
  args: object = {},
  call: Call = {},
) {
  const answer = await postMcp(world, rpc('tools/call', { name, arguments: args }), { ...call, token });
  if (answer.status !== 200 || !answer.body.result) throw new Error(`no result: ${answer.text}`);
  return answer.body.result;
}

/** Returns the result of a tool call that fails. */
export function toolError(text: unknown) {
  return { isError: true, content: [{ type: 'text', text }] };
}
