import {
  createMcpHandler,
  isLegacyRequest,
  ProtocolErrorCode,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { acceptedTypes, eventStream, json } from './accept.ts';
import { paramsErrorOf, withInvalidParams } from './invalid-params.ts';
import { requestsOf, withoutNulls } from './messages.ts';
import { requireScopes } from './scopes.ts';
import { createMcpServer } from './server.ts';
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
  caller.noteScopes(requireScopes(caller.principal.scopes, message));
  const serverErrors: unknown[] = [];
  const createServer = () => createMcpServer(caller, version, (error) => serverErrors.push(error));
  const paramsError = isBatch ? null : paramsErrorOf(message);
  if (paramsError) return Response.json(paramsError);
  // The library requires both types in Accept; `toClientFormat` chooses the one that the client accepts.
  const accept = `${json}, ${eventStream}`;
  const request = new Request(url, { method: 'POST', headers: { ...headers, accept } });
  const response = (await isLegacyRequest(request, message))
    ? await answerLegacy(createServer, request, message)
    : await createMcpHandler(createServer, { legacy: 'reject' }).fetch(request, { parsedBody: message });
  if (serverErrors.length > 0) throw serverErrors[0];
  return isJson(response) ? toClientFormat(response, isBatch, accepted.includes(json)) : response;
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
async function toClientFormat(response: Response, isBatch: boolean, acceptsJson: boolean): Promise<Response> {
  const text = await response.text();
  const isUnchanged = !isBatch && acceptsJson && !text.includes('"error":');
  if (isUnchanged || response.status !== 200) return new Response(text, response);
  const message = withInvalidParams(JSON.parse(text));
  const messages = isBatch ? [message].flat() : message;
  if (acceptsJson) return Response.json(messages);
  const events = [messages].flat().map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`);
  return new Response(events.join(''), { headers: { 'content-type': eventStream } });
}

/** Answers revisions before 2026-07-28 in JSON, because proxies may buffer streams. */
async function answerLegacy(
  createServer: () => ReturnType<typeof createMcpServer>,
  request: Request,
  parsedBody: unknown,
): Promise<Response> {
  const server = createServer();
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}
