import { subscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CheckedAnswer } from './answer-checker.ts';

/** A server, and its routes as one text, which is the same for servers with the same routes. */
export type ObservedServer = { readonly server: FastifyInstance; readonly routes: () => string };

/**
 * Observes every answer to an operation of every server in this process, before it is sent. Imports nothing, because server
 * processes load it before their own code.
 */
export function observeAnswers(onAnswer: (answer: CheckedAnswer, from: ObservedServer) => void): void {
  subscribe('fastify.initialization', (message) => {
    const { fastify: server } = message as { readonly fastify: FastifyInstance };
    const routes: string[] = [];
    // Joined once for all answers: there are hundreds of routes.
    let joined: string | null = null;
    const observed = {
      server,
      routes: () => {
        joined ??= routes.join('\n');
        return joined;
      },
    };
    server.addHook('onRoute', ({ method, url }) => {
      joined = null;
      routes.push(`${method} ${url}`);
    });
    server.addHook('onSend', (request, reply, payload, done) => {
      if (isOperation(request) && 'openApi' in server && !isErrorPage(request, reply))
        onAnswer(answerOf(request, reply, payload), observed);
      done();
    });
  });
}

function isOperation({ is404, method, routeOptions }: FastifyRequest): boolean {
  return !is404 && method !== 'OPTIONS' && routeOptions.schema?.hide !== true;
}

/** A browser that opens an address of the API gets its errors as pages, which info.description says. */
function isErrorPage({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  const isPage = reply.getHeader('content-type')?.toString().startsWith('text/html') ?? false;
  return isPage && reply.statusCode >= 400 && (headers.accept?.includes('text/html') ?? false);
}

function answerOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): CheckedAnswer {
  return {
    route: request.routeOptions.url ?? '',
    method: request.method,
    status: reply.statusCode,
    contentType: reply.getHeader('content-type')?.toString(),
    body: request.method === 'HEAD' ? null : textOf(payload, reply.statusCode),
  };
}

/** The text of a body, or null for a stream. */
function textOf(payload: unknown, status: number): string | null {
  // Fastify sends no body with 204, whatever the payload is.
  if (status === 204 || payload === null || payload === undefined) return '';
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.toString() : null;
}
