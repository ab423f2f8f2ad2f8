import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../servers/loopback.ts';

/** A span as a collector received it, with its attributes as an object. */
export type ReceivedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly failed: boolean;
};

type Attribute = { key: string; value: { stringValue?: string; intValue?: number; doubleValue?: number } };
type Sent = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: Attribute[];
  status?: { code?: number };
};
type Body = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Sent[] }[] }[];
};

/** A collector of OpenTelemetry traces on loopback. If it hangs, it takes requests and never answers. */
export async function startCollector({ hangs = false } = {}) {
  const spans: ReceivedSpan[] = [];
  const requests: { readonly path: string; readonly headers: object; readonly body: string }[] = [];
  let service: ReceivedSpan['attributes'] = {};
  const server = createServer(async (request, response) => {
    const body = await text(request);
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    if (hangs) return;
    const sent: Body = JSON.parse(body);
    for (const { resource, scopeSpans } of sent.resourceSpans) {
      service = toObject(resource.attributes);
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(toSpan)));
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  const listening = await listenOnLoopback(server);
  return {
    ...listening,
    url: `http://127.0.0.1:${listening.port}`,
    spans,
    requests,
    get service() {
      return service;
    },
  };
}

function toSpan({ traceId, spanId, parentSpanId, name, attributes, status }: Sent): ReceivedSpan {
  const failed = status?.code === 2;
  return { traceId, spanId, parentSpanId, name, attributes: toObject(attributes), failed };
}

function toObject(attributes: readonly Attribute[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? Number(value.intValue ?? value.doubleValue),
    ]),
  );
}
