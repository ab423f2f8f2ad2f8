import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_ERROR_TYPE,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import type { Logger } from 'pino';
import { version } from '../../contract/version.ts';
import type { Server } from '../../http/server.ts';
import { type SpanOf, type TraceIds, traceWith } from '../../telemetry/tracing.ts';
import type { TracingSettings } from '../settings/tracing-settings.ts';
import { ReportingExporter } from './reporting-exporter.ts';
import { addRequestSpans } from './request-spans.ts';

/** Milliseconds between two batches of spans, and that sending one may take. */
const batchInterval = 1_000;
const exportLimit = 5_000;
/** Spans that wait to be sent at most; more are dropped, so that a collector that hangs costs no memory. */
const mostWaiting = 4_096;
/** Milliseconds that the last spans may take when the server stops. */
const closeLimit = 1_500;

type Tracings = {
  /** Adds the span of each request, before all other hooks. */
  readonly addFirstHooks: (server: Server) => void;
  /** Sends what waits, within a time limit, and stops tracing. */
  readonly close: () => Promise<void>;
};

/**
 * Starts to send traces to a collector. A collector that does not answer is reported in the log, and delays nothing.
 * @param trustProxy the proxies whose `traceparent` is believed
 */
export function startTracing(
  { endpoint, headers, serviceName, sampler, ratio }: TracingSettings,
  trustProxy: readonly string[],
  log: Logger,
): Tracings {
  const url = `${endpoint.href.replace(/\/$/, '')}/v1/traces`;
  const otlp = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: exportLimit });
  const processor = new BatchSpanProcessor({
    exporter: new ReportingExporter(otlp, log),
    maxQueueSize: mostWaiting,
    scheduledDelayMillis: batchInterval,
    exportTimeoutMillis: exportLimit,
  });
  const provider = new TracerProvider({
    sampler: samplerOf(sampler, ratio),
    resource: detectResources({ detectors: [envDetector] }).merge(
      resourceFromAttributes({
        [ATTR_SERVICE_NAME]: serviceName,
        [ATTR_SERVICE_VERSION]: version,
        'service.instance.id': randomUUID(),
      }),
    ),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('spedy', version);
  const contexts = new AsyncLocalStorage<Context>();
  const spans = new WeakMap<object, Span>();
  const current = () => trace.getSpan(contexts.getStore() ?? ROOT_CONTEXT);
  traceWith({
    run: (span, work) => runInSpan(tracer, contexts, span, work),
    current: () => idsOf(current()),
    isRecording: () => current()?.isRecording() === true,
    ofRequest: (request) => idsOf(spans.get(request)),
  });
  return {
    addFirstHooks: (server) => addRequestSpans(server, { tracer, contexts, spans, trustProxy }),
    close: async () => {
      traceWith(null);
      await Promise.race([provider.shutdown().catch(() => {}), delay(closeLimit, undefined, { ref: false })]);
    },
  };
}

function samplerOf(name: TracingSettings['sampler'], ratio: number): Sampler {
  const root = rootSampler(name, ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(name: TracingSettings['sampler'], ratio: number): Sampler {
  if (name.endsWith('always_on')) return new AlwaysOnSampler();
  return name.endsWith('always_off') ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
}

function idsOf(span: Span | undefined): TraceIds | null {
  const context = span?.spanContext();
  if (!context || !isSpanContextValid(context)) return null;
  return { traceId: context.traceId, spanId: context.spanId };
}

const kinds = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

function runInSpan<Result>(
  tracer: Tracer,
  contexts: AsyncLocalStorage<Context>,
  { name, kind, attributes, attributesOf, hasFailed }: SpanOf<Result>,
  work: () => Promise<Result>,
): Promise<Result> {
  const parent = contexts.getStore() ?? ROOT_CONTEXT;
  const span = tracer.startSpan(name, { kind: kinds[kind], attributes: attributes as Attributes }, parent);
  return contexts.run(trace.setSpan(parent, span), async () => {
    try {
      const result = await work();
      if (attributesOf) span.setAttributes(attributesOf(result));
      if (hasFailed?.(result) === true) span.setStatus({ code: SpanStatusCode.ERROR });
      return result;
    } catch (error) {
      // Not the message: it may contain values of the request.
      span.setAttribute(ATTR_ERROR_TYPE, typeOf(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The code of an error, such as that of PostgreSQL or the system; else its name. */
function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
