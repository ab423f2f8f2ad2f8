export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A step of a trace. Names and attributes are OpenTelemetry's semantic conventions, and never contain a secret. */
export type SpanOf<Result> = {
  readonly name: string;
  /** `client` for work that another program does; `internal` for our own. */
  readonly kind: 'client' | 'internal';
  readonly attributes: SpanAttributes;
  /** Attributes that the result adds. */
  readonly attributesOf?: (result: Result) => SpanAttributes;
  /** Whether a result is a failure; what is thrown always is. */
  readonly hasFailed?: (result: Result) => boolean;
};

/** Names the span that the calling code runs in, in hexadecimal. */
export type TraceIds = { readonly traceId: string; readonly spanId: string };

/** Records spans. */
export type Tracing = {
  /** Runs work in a span, within the span that the calling code runs in, if any. */
  readonly run: <Result>(span: SpanOf<Result>, work: () => Promise<Result>) => Promise<Result>;
  /** The span that the calling code runs in; null outside one. */
  readonly current: () => TraceIds | null;
  /** Whether the calling code runs in a span that is recorded: most traces may be left out by the sampler. */
  readonly isRecording: () => boolean;
  /** The span of a request; null for one that is not traced. */
  readonly ofRequest: (request: object) => TraceIds | null;
};

/** The tracing of this process; null if it is off, so that a span costs one comparison then. */
export let tracing: Tracing | null = null;

/** Starts to trace, or stops with null. */
export function traceWith(next: Tracing | null): void {
  tracing = next;
}
