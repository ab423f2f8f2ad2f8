import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { withoutSecrets } from '../../contract/without-secrets.ts';

/** Sends spans, and logs when that begins to fail and when it works again, each in one line. */
export class ReportingExporter implements SpanExporter {
  readonly #inner: SpanExporter;
  readonly #log: Logger;
  #works = true;

  constructor(inner: SpanExporter, log: Logger) {
    this.#inner = inner;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#inner.export(spans, (result) => {
      this.#report(result);
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }

  #report({ code, error }: ExportResult): void {
    const works = code === ExportResultCode.SUCCESS;
    if (works === this.#works) return;
    this.#works = works;
    if (works) this.#log.info('The collector takes traces again');
    else
      this.#log.warn(
        { reason: reasonOf(error) },
        'Cannot send traces, which are dropped until it works again. Check OTEL_EXPORTER_OTLP_ENDPOINT and the collector',
      );
  }
}

function reasonOf(error: Error | undefined): string {
  return withoutSecrets(error?.message.split('\n')[0]?.slice(0, 200) ?? 'unknown');
}
