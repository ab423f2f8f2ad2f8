import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricCatalog } from '../../../src/telemetry/metric-catalog.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { monitoredMetrics } from '../../support/observability/monitoring.ts';
import { describeWithPromtool, runPromtool } from '../../support/observability/promtool.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const onPostgres = process.env.TEST_DATABASE === 'postgres';

/** The value of a series; undefined if there is none. */
function seriesIn(text: string, series: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

// On PostgreSQL with two workers, whose sums are served.
describe('the metrics of a server', () => {
  let acme: Acme;
  let server: ServerProcess;
  let port: number;
  let text: string;
  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  /** Scrapes until a condition holds. */
  const scrapeUntil = (condition: (text: string) => boolean) =>
    expect
      .poll(async () => {
        text = await scrape();
        return condition(text);
      })
      .toBe(true);

  beforeAll(async () => {
    acme = await createAcme();
    port = await freePort();
    server = await ServerProcess.start({
      databaseUrl: acme.databaseUrl,
      env: { SPEDY_METRICS_PORT: String(port), SPEDY_WORKERS: onPostgres ? '2' : '1' },
    });
    await server.untilStatus(200);
  });
  afterAll(async () => {
    await server.end();
    await acme.close();
  });

  it('count requests, checked credentials, refusals and cache hits', async () => {
    const own = await acme.createToken(acme.admin);
    for (let time = 0; time < 5; time += 1) await server.send('GET', '/api/v1/me', { token: own });
    await server.send('GET', '/api/v1/me', { token: `${own.slice(0, -1)}!` });
    await server.send('GET', '/api/v1/me');
    await server.send('GET', '/no/such/path-of-ada');
    await scrapeUntil((now) => now.includes('route="none"'));
    const value = (series: string) => seriesIn(text, series);
    const me = 'spedy_http_request_duration_seconds_count{method="GET",route="/api/v1/me"';
    expect(value(`${me},status="200"}`)).toBe(5);
    expect(value(`${me},status="401"}`)).toBe(2);
    expect(value('spedy_verifications_total{kind="pat",outcome="accepted"}')).toBe(5);
    expect(value('spedy_verifications_total{kind="malformed",outcome="token_invalid"}')).toBe(1);
    expect(value('spedy_http_refusals_total{code="token_invalid"}')).toBe(1);
    expect(value('spedy_http_refusals_total{code="authentication_required"}')).toBe(1);
    expect(value('spedy_http_refusals_total{code="not_found"}')).toBe(1);
    const lookedUp = ['hit', 'miss', 'shared', 'bypass'].map(
      (result) => value(`spedy_cache_lookups_total{cache="credentials",result="${result}"}`) ?? 0,
    );
    expect(lookedUp.reduce((sum, one) => sum + one)).toBe(5);
    expect(value('spedy_workers')).toBe(onPostgres ? 2 : 1);
    expect(value('spedy_ready')).toBe(1);
  });

  it('say how far the change feed is, and how long a revocation by another process takes at most', async () => {
    const [token] = (await acme.send('GET', '/api/v1/me/tokens', { token: acme.customerToken })).body.tokens;
    await acme.send('DELETE', `/api/v1/me/tokens/${token.id}`, { token: acme.customerToken });
    await scrapeUntil((now) => (seriesIn(now, 'spedy_revocation_delay_seconds_count') ?? 0) > 0);
    expect(seriesIn(text, 'spedy_change_feed_reads_total{outcome="ok"}')).toBeGreaterThan(0);
    expect(seriesIn(text, 'spedy_change_feed_reads_total{outcome="failed"}')).toBe(0);
    const readAt = seriesIn(text, 'spedy_change_feed_last_read_timestamp_seconds') ?? 0;
    expect(Math.abs(Date.now() / 1_000 - readAt)).toBeLessThan(30);
    expect(seriesIn(text, 'spedy_change_feed_lag_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('measure queues, statements and commits of the database', async () => {
    await server.send('POST', '/api/v1/me/tokens', { token: acme.adminToken, body: { name: 'measured' } });
    await server.send('GET', '/api/v1/tickets', { token: acme.adminToken });
    const queue = onPostgres ? 'changes' : 'transactions';
    const waits = `spedy_queue_wait_duration_seconds_count{queue="${queue}"}`;
    await scrapeUntil((now) => (seriesIn(now, waits) ?? 0) > 0);
    const operations = 'spedy_database_query_duration_seconds_count';
    for (const operation of ['select', 'insert', 'begin', 'commit'])
      expect(seriesIn(text, `${operations}{operation="${operation}"}`)).toBeGreaterThan(0);
    const commits = seriesIn(text, 'spedy_sqlite_commit_duration_seconds_count') ?? 0;
    expect(commits > 0).toBe(!onPostgres);
    const grouped = seriesIn(text, 'spedy_sqlite_commit_group_transactions_sum') ?? 0;
    expect(grouped).toBeGreaterThanOrEqual(commits);
  });

  it('are those of the catalog, with its labels', async () => {
    text = await scrape();
    const named = [...text.matchAll(/^# TYPE (spedy_\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]);
    const catalog = Object.entries(metricCatalog).map(([name, { type }]) => [name, type]);
    expect(named.sort()).toEqual(catalog.sort());
    for (const [, name = '', labels = ''] of text.matchAll(/^(spedy_\w+)\{([^}]*)\}/gm)) {
      const entry = catalog.find(([known = '']) => name === known || name.startsWith(`${known}_`));
      const given = [...labels.matchAll(/(\w+)="/g)]
        .map(([, label]) => label)
        .filter((label) => label !== 'le');
      const known = metricCatalog[entry?.[0] as keyof typeof metricCatalog];
      expect(given.sort()).toEqual(Object.keys(known.labels).sort());
    }
  });

  describeWithPromtool('by the rules of Prometheus', () => {
    it('have names, units and types as they should be', async () => {
      expect(runPromtool(['check', 'metrics'], await scrape())).toEqual({ status: 0, output: '' });
    });
  });

  it('have all that the dashboard and the alerts in ops/ name', async () => {
    text = await scrape();
    const named = new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name));
    expect(monitoredMetrics().length).toBeGreaterThan(20);
    expect(monitoredMetrics().filter((name) => !named.has(name))).toEqual([]);
  });

  it('have no tenant, member, path or secret', async () => {
    text = await scrape();
    for (const secret of [acme.adminToken, acme.customerToken, acme.admin.id, 'acme', 'ada@', 'path-of-ada'])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\b(usr|org|tok|req)_[0-9a-z]{10}/);
  });
});
