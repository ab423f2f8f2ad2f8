import type { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withoutSecrets } from '../../contract/without-secrets.ts';
import { addressList } from '../../http/arrival/request-ids.ts';
import { loggablePath } from '../../http/responses/logging.ts';
import type { Server } from '../../http/server.ts';

type RequestTracing = {
  readonly tracer: Tracer;
  /** The context that code runs in. */
  readonly contexts: AsyncLocalStorage<Context>;
  /** The span of each request, by Fastify's object. */
  readonly spans: WeakMap<object, Span>;
  readonly trustProxy: readonly string[];
};

/** Adds a span to each request, except to health checks, and makes it the parent of what the request does. */
export function addRequestSpans(
  server: Server,
  { tracer, contexts, spans, trustProxy }: RequestTracing,
): void {
  const propagator = new W3CTraceContextPropagator();
  const trusted = addressList(trustProxy);
  /** Clients are not believed: they could join the traces of others, and have all of their requests recorded. */
  const parentOf = ({ raw, headers }: FastifyRequest): Context => {
    const from = raw.socket.remoteAddress;
    if (from === undefined || !trusted(from)) return ROOT_CONTEXT;
    return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  };
  const inSpan = (span: Span, run: () => void) => contexts.run(trace.setSpan(ROOT_CONTEXT, span), run);

  server.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config;
    if (access?.credential === 'none' && access.beforeReady) return done();
    const { name, attributes } = describe(request);
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parentOf(request));
    spans.set(request, span);
    inSpan(span, done);
  });
  // A body arrives outside the context of the hook before.
  server.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) inSpan(span, done);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    if (span) finish(span, request, reply);
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    const span = spans.get(request);
    span?.setAttribute(ATTR_ERROR_TYPE, 'client_disconnected');
    span?.end();
    done();
  });
}

/** What is known at the begin. Never the query string, which may have codes or tokens. */
function describe(request: FastifyRequest) {
  const { method, url, protocol, raw, is404 } = request;
  const route = is404 ? undefined : request.routeOptions.url;
  return {
    name: route === undefined ? method : `${method} ${route}`,
    attributes: {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_URL_PATH]: loggablePath(url),
      [ATTR_URL_SCHEME]: protocol,
      [ATTR_NETWORK_PROTOCOL_VERSION]: raw.httpVersion,
      ...(route === undefined ? {} : { [ATTR_HTTP_ROUTE]: route }),
      'spedy.request.id': request.id,
    },
  };
}

function finish(span: Span, request: FastifyRequest, { statusCode }: FastifyReply): void {
  const { principal, target, loggedError, hostname, port } = request;
  span.setAttributes({
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode,
    // An organization's host contains no secret; any other may.
    [ATTR_SERVER_ADDRESS]: target ? hostname : withoutSecrets(hostname),
    ...(port ? { [ATTR_SERVER_PORT]: port } : {}),
    ...(principal ? { 'spedy.organization.slug': principal.organization.slug } : {}),
    ...(principal ? { 'user.id': principal.user.id } : {}),
    ...(loggedError ? { 'spedy.error.code': loggedError.code } : {}),
  });
  if (statusCode >= 500) {
    span.setAttribute(ATTR_ERROR_TYPE, loggedError?.code ?? String(statusCode));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
