/** The samplers of OpenTelemetry's specification. */
export const samplers = [
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
  'always_on',
  'always_off',
  'traceidratio',
] as const;

/** Where traces go, and which. */
export type TracingSettings = {
  /** The base URL of the collector. */
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly sampler: (typeof samplers)[number];
  /** For the samplers by ratio, 0 to 1. */
  readonly ratio: number;
};

export function parseEndpoint(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' ? url : null;
}

/** Parses `name=value,name=value` with percent-encoded values, as the specification of OTLP says. */
export function parseHeaders(text: string): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',').map((part) => part.trim())) {
    if (pair === '') continue;
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*)$/.exec(pair) ?? [];
    const decoded = value === undefined ? null : decode(value);
    if (name === undefined || decoded === null) return null;
    headers[name.toLowerCase()] = decoded;
  }
  return headers;
}

/** A value that can be a header; null for others. */
function decode(value: string): string | null {
  try {
    const decoded = decodeURIComponent(value);
    return /^[\t\x20-\x7e]*$/.test(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

export function parseRatio(text: string): number | null {
  return /^(0|1|[01]?\.\d{1,15})$/.test(text) && Number(text) <= 1 ? Number(text) : null;
}
