import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fileOf = (path: string) => fileURLToPath(new URL(`../../../ops/${path}`, import.meta.url));

/** The file of the alerts. */
export const rules = fileOf('prometheus/spedy-alerts.yaml');

type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string }[];
};
const dashboard: { readonly panels: readonly Panel[] } = JSON.parse(
  readFileSync(fileOf('grafana/spedy.json'), 'utf8'),
);

/** The panels of the Grafana dashboard, without the headings of rows. */
export const panels = dashboard.panels
  .filter(({ type }) => type !== 'row')
  .map(({ id, title, description, gridPos, targets = [] }) => ({
    id,
    title,
    description,
    place: `${gridPos.x} ${gridPos.y}`,
    queries: targets.map(({ expr }) => expr),
  }));

/** The alerts with their expressions. */
export const alerts = readFileSync(rules, 'utf8')
  .split('- alert: ')
  .slice(1)
  .map((text) => ({
    name: text.split('\n')[0]?.trim() ?? '',
    expression: /^ +expr: ([\s\S]*?)^ +(?:for|labels):/m.exec(text)?.[1] ?? '',
  }));

/** The metrics that panels and alerts name, without the suffixes of histograms. */
export function monitoredMetrics(): readonly string[] {
  const expressions = [
    ...panels.flatMap(({ queries }) => queries),
    ...alerts.map(({ expression }) => expression),
  ];
  const names = expressions.flatMap((text) => text.match(/\b(?:spedy|process|nodejs)_\w+/g) ?? []);
  return [...new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')))];
}
