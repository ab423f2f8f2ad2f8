import { type MetricName, metricCatalog } from '../../src/telemetry/metric-catalog.ts';

const acrossWorkers = {
  sum: '',
  first: '',
  max: ' (the highest of the workers)',
  min: ' (the lowest of the workers)',
};

/** Returns the Markdown table of all metrics: the reference in docs/observability.md. */
function metricReference(): string {
  const rows = (Object.keys(metricCatalog) as MetricName[]).map((name) => {
    const entry = metricCatalog[name];
    const labels = Object.entries<string>(entry.labels).map(([label, values]) => `\`${label}\`: ${values}`);
    const note = entry.type === 'gauge' ? acrossWorkers[entry.acrossWorkers] : '';
    return `| \`${name}\` | ${entry.type} | ${entry.help}${note} | ${labels.join('<br>')} |`;
  });
  return ['| metric | type | meaning | labels |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const begin = '<!-- The metrics, written by `npm run metrics` -->';
const end = '<!-- End of the metrics -->';

/**
 * Returns a page with the current table between its markers.
 * @throws Error if the page has no markers
 */
export function withMetricReference(page: string): string {
  const [before, rest] = page.split(`${begin}\n`);
  const [, after] = rest?.split(`\n${end}`) ?? [];
  if (before === undefined || after === undefined) throw new Error('the page has no place for the metrics');
  return `${before}${begin}\n\n${metricReference()}\n\n${end}${after}`;
}
