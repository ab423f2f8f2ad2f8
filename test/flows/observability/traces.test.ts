import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/databases/postgres-server.ts';
import { startCollector } from '../../support/observability/trace-collector.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Acme, createAcme } from '../../support/world.ts';

type Collector = Awaited<ReturnType<typeof startCollector>>;

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const databaseSystem = process.env.TEST_DATABASE === 'postgres' ? 'postgresql' : 'sqlite';

describe('traces', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const start = async (env: Record<string, string>) => {
    const server = await ServerProcess.start({ databaseUrl: acme.databaseUrl, env });
    await server.untilStatus(200);
    return server;
  };
  const requestLines = ({ output }: ServerProcess) =>
    output
      .split('\n')
      .filter((line) => line.includes('"msg":"request"'))
      .map((line) => JSON.parse(line));

  describe('with a collector', () => {
    let collector: Collector;
    let server: ServerProcess;
    const spanOf = (requestId: string) =>
      collector.spans.find(({ attributes }) => attributes['spedy.request.id'] === requestId);
    /** Waits for the span of an answered request, and returns it with the spans below it. */
    const traceOf = async (answer: { readonly headers: Readonly<Record<string, string | undefined>> }) => {
      const requestId = answer.headers['x-request-id'] ?? '';
      const span = await expect
        .poll(() => spanOf(requestId))
        .toBeDefined()
        .then(() => spanOf(requestId));
      if (!span) throw new Error('no span');
      return { span, below: collector.spans.filter(({ parentSpanId }) => parentSpanId === span.spanId) };
    };

    beforeAll(async () => {
      collector = await startCollector();
      server = await start({
        OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-secret',
        OTEL_SERVICE_NAME: 'auth',
        SPEDY_TRUST_PROXY: '127.0.0.1',
        SPEDY_CACHE_SIZE: '0',
      });
    });
    afterAll(async () => {
      await server.end();
      await collector.close();
    });

    it('have a span for each request, with the statements and the commit below it', async () => {
      const body = { name: 'traced' };
      const answer = await server.send('POST', '/api/v1/me/tokens', { token: acme.adminToken, body });
      expect(answer.status).toBe(201);
      const { span, below } = await traceOf(answer);
      expect(span).toMatchObject({ name: 'POST /api/v1/me/tokens', failed: false });
      expect(span.attributes).toMatchObject({
        'http.request.method': 'POST',
        'http.route': '/api/v1/me/tokens',
        'http.response.status_code': 201,
        'url.path': '/api/v1/me/tokens',
        'url.scheme': 'http',
        'server.address': 'acme-corp.localhost',
        'server.port': 3000,
        'spedy.organization.slug': 'acme-corp',
        'user.id': acme.admin.id,
      });
      const names = below.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['SELECT access_tokens', 'BEGIN', 'COMMIT']));
      const insert = below.find(({ name }) => name === 'INSERT access_tokens');
      expect(insert?.attributes).toMatchObject({
        'db.system.name': databaseSystem,
        'db.operation.name': 'INSERT',
        'db.collection.name': 'access_tokens',
        'db.query.text': expect.stringMatching(/^insert into "access_tokens"/),
      });
      expect(collector.service).toMatchObject({
        'service.name': 'auth',
        'service.version': expect.any(String),
      });
      expect(collector.requests[0]).toMatchObject({
        path: '/v1/traces',
        headers: { authorization: 'Bearer collector-secret' },
      });
    });

    it('continue the trace of a trusted proxy, and are named in the log', async () => {
      const answer = await server.send('GET', '/api/v1/me', {
        token: acme.adminToken,
        headers: { traceparent },
      });
      const { span } = await traceOf(answer);
      expect(span).toMatchObject({ traceId, parentSpanId: '00f067aa0ba902b7' });
      const requestId = answer.headers['x-request-id'];
      await server.untilPrinted((output) => output.includes(`"requestId":"${requestId}"`));
      const line = requestLines(server).find((one) => one.requestId === requestId);
      expect(line).toMatchObject({ traceId, spanId: span.spanId });
    });

    it('ignore a traceparent that is not valid', async () => {
      const headers = { traceparent: '00-xyz-1-01' };
      const { span } = await traceOf(await server.send('GET', '/api/v1/me', { headers }));
      expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(span).toMatchObject({
        parentSpanId: undefined,
        attributes: { 'spedy.error.code': 'authentication_required' },
      });
    });

    it('contain no secret and no query string', async () => {
      const { token: secret } = (
        await server.send('POST', '/api/v1/me/tokens', { token: acme.adminToken, body: { name: 'secret' } })
      ).body;
      await server.send('GET', `/api/v1/tickets?search=${secret}&code=code-of-a-client`, { token: secret });
      await server.send('GET', `/x/${secret}`);
      await server.send('POST', '/api/v1/oauth/token', {
        form: {
          grant_type: 'authorization_code',
          code: 'code-of-a-client',
          client_secret: 'spd_client-secret',
        },
      });
      await traceOf(
        await server.send('GET', '/api/v1/me', { token: secret, headers: { cookie: 'a=cookie-value' } }),
      );
      const sent = collector.requests.map(({ body }) => body).join('');
      expect(sent).toContain('/x/[redacted]');
      for (const hidden of [
        secret,
        acme.adminToken,
        'code-of-a-client',
        'spd_client',
        'cookie-value',
        'search=',
      ])
        expect(sent).not.toContain(hidden);
    });

    it('have no span for health checks', async () => {
      await server.send('GET', '/healthz');
      await server.send('GET', '/readyz');
      await traceOf(await server.send('GET', '/api/v1/me'));
      expect(collector.spans.filter(({ name }) => /healthz|readyz/.test(name))).toEqual([]);
    });

    it('are sent completely when the server stops', async () => {
      const answer = await server.send('GET', '/api/v1/boards', { token: acme.adminToken });
      server.kill('SIGTERM');
      expect(await server.exit).toBe(0);
      expect(spanOf(answer.headers['x-request-id'] ?? '')).toBeDefined();
    });
  });

  // It does not depend on the database.
  it.skipIf(databaseSystem === 'postgresql')(
    'with a collector that hangs or refuses: one line in the log, and requests and the stop do not wait',
    async () => {
      const hanging = await startCollector({ hangs: true });
      const urls = [hanging.url, `http://127.0.0.1:${await freePort()}`];
      await Promise.all(
        urls.map(async (url) => {
          const server = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
          const sent = { token: acme.adminToken, headers: { traceparent } };
          expect((await server.send('GET', '/api/v1/me', sent)).status).toBe(200);
          await server.untilPrinted((output) => output.includes('Cannot send traces'));
          for (let time = 0; time < 3; time += 1)
            expect((await server.send('GET', '/api/v1/me', sent)).status).toBe(200);
          server.kill('SIGTERM');
          expect(await server.exit).toBe(0);
          expect(server.output.match(/Cannot send traces/g)).toHaveLength(1);
          const lines = requestLines(server).filter((line) => line.path === '/api/v1/me');
          expect(lines).toHaveLength(4);
          // No proxy is trusted, so the client's trace is not continued.
          for (const line of lines) expect(line.traceId).not.toBe(traceId);
        }),
      );
      await hanging.close();
    },
  );
});
