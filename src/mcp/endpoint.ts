import {
  createMcpHandler,
  isJSONRPCNotification,
  isJSONRPCResponse,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { SpedyError } from '../http/errors.ts';
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

/** Messages that one batch may have. */
const batchLimit = 20;
/** The one revision with batches, which is also meant where no header names a revision. */
const batchRevision = '2025-03-26';

/**
 * Answers one POST of Streamable HTTP, without a session: of revision 2026-07-28, or of those from 2025-03-26 on that
 * begin with `initialize`.
 * @throws SpedyError insufficient_scope, validation_failed for a batch; whatever is our own fault
 */
export async function answerMcp(
  caller: Caller,
  { url, version, headers, body }: McpRequest,
): Promise<Response> {
  const message = Array.isArray(body) ? requestsOf(body, headers['mcp-protocol-version']) : body;
  if (Array.isArray(message) && message.length === 0) return new Response(null, { status: 202 });
  requireScopes(caller.principal.scopes, message);
  const faults: unknown[] = [];
  const newServer = () => serverFor(caller, version, (error) => faults.push(error));
  const request = new Request(url, { method: 'POST', headers });
  const response = (await isLegacyRequest(request, message))
    ? await answerLegacy(newServer, request, message)
    : await createMcpHandler(newServer, { legacy: 'reject' }).fetch(request, { parsedBody: message });
  if (faults.length > 0) throw faults[0];
  return response;
}

/**
 * The requests of a batch. Its notifications mean nothing to a server without sessions, and one that cancels a request
 * of the same batch would leave that unanswered.
 */
function requestsOf(batch: readonly unknown[], revision = batchRevision): unknown[] {
  if (revision !== batchRevision) throw badBatch(`Batches ended with revision ${batchRevision}.`);
  if (batch.length === 0) throw badBatch('An empty batch asks for nothing.');
  if (batch.length > batchLimit) throw badBatch(`A batch may have ${batchLimit} messages.`);
  return batch.filter((message) => !isJSONRPCNotification(message) && !isJSONRPCResponse(message));
}

function badBatch(message: string): SpedyError {
  return new SpedyError('validation_failed', { message: `${message} Send one message in each request.` });
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
