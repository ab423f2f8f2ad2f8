import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/databases/postgres-server.ts';
import { startCollector } from '../support/observability/trace-collector.ts';
import { SpedyProcess } from '../support/servers/command-line.ts';
import { ask } from '../support/servers/requests.ts';
import { root } from './repository.ts';

/** Prints on standard error, at the end, every module that was loaded. */
const reportModules = `
  import { registerHooks } from 'node:module';
  const urls = new Set();
  registerHooks({ load: (url, context, next) => { urls.add(url); return next(url, context); } });
  process.on('exit', () => process.stderr.write([...urls].join('\\n')));
`;

/** Starts a server, sends it a request, and returns which modules of metrics and traces it had loaded. */
async function loadedWith(env: Record<string, string>): Promise<string[]> {
  const port = await freePort();
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(reportModules)}`,
    'src/server/main.ts',
  ];
  const server = new SpedyProcess(process.execPath, args, {
    DATABASE_URL: 'sqlite::memory:',
    PORT: String(port),
    ...env,
  });
  await server.untilPrinted(/Server listening/);
  expect((await ask(port, '/api/v1/me', { headers: { host: `localhost:${port}` } })).status).toBe(401);
  const { exitCode, stderr } = await server.stop();
  expect(exitCode).toBe(0);
  expect(stderr).toContain('/src/server/serve.ts');
  const parts = stderr.split('\n').map((url) => url.replace(pathToFileURL(root).href, ''));
  return parts
    .filter((path) => /opentelemetry|prom-client|src\/server\/(tracing|metrics)\//.test(path))
    .sort();
}

describe('a server', () => {
  it('loads nothing of metrics and traces if they are off, so that no hook of theirs exists', async () => {
    expect(await loadedWith({})).toEqual([]);
  });

  it('loads OpenTelemetry only for traces', async () => {
    const collector = await startCollector();
    const loaded = await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await collector.close();
    expect(loaded).toContain('src/server/tracing/request-spans.ts');
    expect(loaded.some((path) => path.startsWith('node_modules/@opentelemetry/sdk-trace/'))).toBe(true);
    expect(loaded.filter((path) => /prom-client|server\/metrics/.test(path))).toEqual([]);
  });

  it('loads prom-client only for metrics', async () => {
    const loaded = await loadedWith({ SPEDY_METRICS_PORT: String(await freePort()) });
    expect(loaded).toContain('src/server/metrics/record-metrics.ts');
    // prom-client itself uses the interface of OpenTelemetry, which does nothing by itself.
    const ofTracing = /opentelemetry\/(?!api\/)|server\/tracing/;
    expect(loaded.filter((path) => ofTracing.test(path))).toEqual([]);
  });
});
