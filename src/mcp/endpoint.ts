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

/** The contents of a request, without its credential. */
export type McpRequest = {
  readonly url: string;
  /** The server's version, for its own description. */
  readonly version: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body, if any. */
  readonly body: unknown;
};

/**
 * Answers one POST of Streamable HTTP without a session: revision 2026-07-28, or revisions since 2025-03-26,
 * which start with `initialize`.
 * @throws SpedyError insufficient_scope; validation_failed for an invalid batch; any server error
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
  // The library requires both types in Accept; `dress` chooses the one that the client accepts.
  const accept = `${json}, ${eventStream}`;
  const request = new Request(url, { method: 'POST', headers: { ...headers, accept } });
  const response = (await isLegacyRequest(request, message))
    ? await answerLegacy(newServer, request, message)
    : await createMcpHandler(newServer, { legacy: 'reject' }).fetch(request, { parsedBody: message });
  if (faults.length > 0) throw faults[0];
  return isJson(response) ? dress(response, isBatch, accepted.includes(json)) : response;
}

function notAcceptable(): Response {
  const message = `Not acceptable: the Accept header must allow ${json} or ${eventStream}.`;
  const body = { jsonrpc: '2.0', id: null, error: { code: ProtocolErrorCode.InvalidRequest, message } };
  return Response.json(body, { status: 406 });
}

function isJson({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith(json) === true;
}

/**
 * Converts a response to the requested form: an array for a batch, and events if the client does not accept
 * JSON.
 */
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

/** Answers revisions before 2026-07-28 in JSON, because proxies may buffer streams. */
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
