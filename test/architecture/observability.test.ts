import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withMetricReference } from '../../scripts/metrics/metric-reference.ts';
import { alerts, panels, rules } from '../support/observability/monitoring.ts';
import { describeWithPromtool, runPromtool } from '../support/observability/promtool.ts';
import { read, tableUnder } from './repository.ts';

describe('docs/observability.md', () => {
  const page = read('docs/observability.md');

  it('has the metrics of the catalog: npm run metrics writes them', () => {
    expect(page).toBe(withMetricReference(page));
  });

  it('names for each question panels and alerts that exist, and every alert once', () => {
    const rows = tableUnder('docs/observability.md', '## Questions');
    const titles = panels.map(({ title }) => title);
    const namedPanels = rows.flatMap(([, , cell = '']) => cell.split('; ')).filter((name) => name !== '');
    expect(namedPanels.filter((name) => !titles.includes(name))).toEqual([]);
    const namedAlerts = rows.flatMap(([, , , cell = '']) => cell.match(/Spedy\w+/g) ?? []);
    expect(namedAlerts.sort()).toEqual(alerts.map(({ name }) => name).sort());
  });
});

describe('ops/grafana/spedy.json', () => {
  it('has panels with titles, descriptions and queries, and no two at the same place', () => {
    expect(panels.length).toBeGreaterThan(30);
    expect(
      panels.filter(({ title, description, queries }) => !title || !description || queries.length === 0),
    ).toEqual([]);
    expect(new Set(panels.map(({ place }) => place)).size).toBe(panels.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('only asks for the servers that are chosen', () => {
    const selectors = panels
      .flatMap(({ queries }) => queries)
      .flatMap((query) => query.match(/\{[^}]*\}/g) ?? []);
    expect(selectors.filter((one) => !one.startsWith('{job=~"$job", instance=~"$instance"'))).toEqual([]);
  });
});

describeWithPromtool('promtool', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-promtool-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('accepts the alerts and the configuration', () => {
    expect(runPromtool(['check', 'rules', rules])).toMatchObject({ status: 0 });
    const configuration = 'ops/prometheus/prometheus.yaml';
    expect(runPromtool(['check', 'config', '--syntax-only', configuration])).toMatchObject({ status: 0 });
  });

  it('passes the tests of the alerts, of which each has one', () => {
    const tests = 'ops/prometheus/spedy-alerts.test.yaml';
    expect(runPromtool(['test', 'rules', tests])).toMatchObject({ status: 0 });
    const [cases = '', healthy = ''] = read(tests).split('name: a healthy server');
    for (const { name } of alerts) {
      expect(cases).toMatch(new RegExp(`alertname: ${name}\\n +exp_alerts:\\n`));
      expect(healthy).toMatch(new RegExp(`alertname: ${name}\\n(?! +exp_alerts)`));
    }
  });

  it('accepts the query of every panel', () => {
    const queries = panels.flatMap((panel) => panel.queries);
    const asRules = queries.map((query, index) => ({
      record: `panel:query:${index}`,
      expr: query.replaceAll('$__rate_interval', '5m'),
    }));
    const file = join(folder, 'panels.yaml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules: asRules }] }));
    const { status, output } = runPromtool(['check', 'rules', file]);
    expect(status, output).toBe(0);
  });
});
