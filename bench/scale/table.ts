import type { Measured, Results } from './measure.ts';

const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

/** Returns the results as one Markdown table for each database. */
export function tablesOf({ at, machine, sizes, operations }: Results): string {
  const counts = sizes.map((size) => size.toLocaleString('en')).join(', ');
  const tables = Object.entries(operations).map(([kind, measured]) => {
    const rows = Object.entries(measured ?? {}).map(([name, all]) => rowOf(name, all));
    const columns = sizes.map((size) => `${size.toLocaleString('en')} tickets, ms`);
    const head = ['operation', ...columns, 'ratio', 'processor, ms', 'stall, ms'];
    const table = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows];
    const title = names[kind as keyof typeof names];
    return `### ${title}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
  });
  return [`Tickets: ${counts}. ${at}, ${machine}.`, ...tables].join('\n\n');
}

/** The processor time and the stall are those of the largest size. */
function rowOf(name: string, all: readonly (Measured | null)[]): string[] {
  const [first, last] = [all[0], all.at(-1)];
  const times = all.map((one) => (one ? milliseconds(one.took) + failureOf(one) : ''));
  if (!last) return [name, ...times, '', '', ''];
  const comparable = first && first.status < 400 && last.status < 400;
  const ratio = comparable ? (last.took / first.took).toPrecision(2) : '';
  return [name, ...times, ratio && plain(ratio), milliseconds(last.processor), milliseconds(last.stall)];
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
