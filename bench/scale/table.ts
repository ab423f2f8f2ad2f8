import type { Measured, Results } from './measure.ts';

const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

/** Returns the results as one Markdown table for each database. */
export function tablesOf({ at, machine, sizes, operations }: Results): string {
  const tables = Object.entries(operations).map(([kind, measured]) => {
    const rows = Object.entries(measured ?? {}).map(([name, all]) => rowOf(name, all));
    const columns = sizes.map((size) => `${size.toLocaleString('en')} tickets`);
    const head = ['operation', ...columns, 'ratio', 'duration', 'stall'];
    const table = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows];
    const title = names[kind as keyof typeof names];
    return `### ${title}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
  });
  return [
    `${at}, ${machine}. Milliseconds; the columns of ticket counts are processor time.`,
    ...tables,
  ].join('\n\n');
}

/** The processor time at each size, its growth, and the duration and the stall at the largest size. */
function rowOf(name: string, all: readonly (Measured | null)[]): string[] {
  const [first, last] = [all[0], all.at(-1)];
  const costs = all.map((one) => (one ? milliseconds(one.processor) + failureOf(one) : ''));
  if (!last) return [name, ...costs, '', '', ''];
  const comparable = first && first.status < 400 && last.status < 400;
  const ratio = comparable ? plain((last.processor / first.processor).toPrecision(2)) : '';
  return [name, ...costs, ratio, milliseconds(last.took), milliseconds(last.stall)];
}

function failureOf({ status }: Measured): string {
  return status < 400 ? '' : ` (${status})`;
}

/** Writes 1.2e+3 as 1,200. */
function plain(number: string): string {
  return Number(number).toLocaleString('en');
}

function milliseconds(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 0 : 1);
}
