import {
  createMcpHandler,
  isLegacyRequest,
  ProtocolErrorCode,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { acceptedTypes, eventStream, json } from './accept.ts';
import { refuseParams, withInvalidParams } from './invalid-params.ts';
import { requestsOf, withoutNulls } from './messages.ts';
import { requireScopes } from './scopes.ts';
import { serverFor } from './server.ts';
import type { Caller } from './tool.ts';

/** What a request says, beyond who sends it. The token stays outside. */
export type McpRequest = {
  readonly url: string;
  /** The program's version, for the server's own description. */
  readonly version: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; undefined when there is none. */
  readonly body: unknown;
};

/**
 * Answers one POST of Streamable HTTP, without a session: of revision 2026-07-28, or of those from 2025-03-26 on that
 * begin with `initialize`.
 * @throws SpedyError insufficient_scope, validation_failed for a batch; whatever is our own fault
 */
export async function answerMcp(
  caller: Caller,
  { url, version, headers, body }: McpRequest,
): Promise<Response> {
  const accepted = acceptedTypes(headers.accept);
  if (accepted.length === 0) return notAcceptable();
  const isBatch = Array.isArray(body);
  const message = isBatch
    ? requestsOf(body, headers['mcp-protocol-version']).map(withoutNulls)
    : withoutNulls(body);
  if (Array.isArray(message) && message.length === 0) return new Response(null, { status: 202 });
  requireScopes(caller.principal.scopes, message);
  const faults: unknown[] = [];
  const newServer = () => serverFor(caller, version, (error) => faults.push(error));
  const refused = isBatch ? null : refuseParams(message);
  if (refused) return Response.json(refused);
  // The library wants both types named; which of them the client gets is decided here.
  const accept = `${json}, ${eventStream}`;
  const request = new Request(url, { method: 'POST', headers: { ...headers, accept } });
  const response = (await isLegacyRequest(request, message))
    ? await answerLegacy(newServer, request, message)
    : await createMcpHandler(newServer, { legacy: 'reject' }).fetch(request, { parsedBody: message });
  if (faults.length > 0) throw faults[0];
  return isJson(response) ? dress(response, isBatch, accepted.includes(json)) : response;
}

function notAcceptable(): Response {
  const message = `Not acceptable: answers come as ${json} or ${eventStream}, and the Accept header allows neither.`;
  const body = { jsonrpc: '2.0', id: null, error: { code: ProtocolErrorCode.InvalidRequest, message } };
  return Response.json(body, { status: 406 });
}

function isJson({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith(json) === true;
}

/** The answer in the form that was asked for: a batch in an array, and as events where the client takes no JSON. */
async function dress(response: Response, isBatch: boolean, takesJson: boolean): Promise<Response> {
  const text = await response.text();
  const isPlain = !isBatch && takesJson && !text.includes('"error":');
  if (isPlain || response.status !== 200) return new Response(text, response);
  const answer = withInvalidParams(JSON.parse(text));
  const answers = isBatch ? [answer].flat() : answer;
  if (takesJson) return Response.json(answers);
  const events = [answers].flat().map((one) => `event: message\ndata: ${JSON.stringify(one)}\n\n`);
  return new Response(events.join(''), { headers: { 'content-type': eventStream } });
}

/** Revisions before 2026-07-28, answered in JSON: no stream that a proxy could hold back. */
async function answerLegacy(
  newServer: () => ReturnType<typeof serverFor>,
  request: Request,
  parsedBody: unknown,
): Promise<Response> {
  const server = newServer();
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}
