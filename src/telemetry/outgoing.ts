import { recorder } from './recorder.ts';
import { type SpanOf, tracing } from './tracing.ts';

/** What a request to another server is for. */
export type Purpose = 'identity_provider' | 'client_document' | 'mail';

/** Sends a request to another server, measured and in a span of its own. */
export async function sendOutgoing<Result>(
  purpose: Purpose,
  span: Omit<SpanOf<Result>, 'kind'>,
  send: () => Promise<Result>,
): Promise<Result> {
  if (recorder === null && tracing === null) return send();
  const since = performance.now();
  const attributes = { ...span.attributes, 'spedy.purpose': purpose };
  let outcome = 'failed';
  try {
    const result = await (tracing?.run({ ...span, attributes, kind: 'client' }, send) ?? send());
    if (span.hasFailed?.(result) !== true) outcome = 'ok';
    return result;
  } finally {
    const seconds = (performance.now() - since) / 1_000;
    recorder?.observe('spedy_outgoing_request_duration_seconds', { purpose, outcome }, seconds);
  }
}
