import type { Measured, Results } from './measure.ts';

const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

/** Returns the results as one Markdown table for each database. */
export function tablesOf({ at, machine, sizes, trees, operations }: Results): string {
  const columnsOf = (tree: string) => {
    const prefix = trees.length > 1 ? `${tree}: ` : '';
    const last = ['ratio', 'duration', 'stall', 'worst', 'loop'];
    return [...sizes.map((size) => `${prefix}${size.toLocaleString('en')}`), ...last];
  };
  const head = ['operation', ...trees.flatMap(columnsOf)];
  const tables = Object.entries(operations).map(([kind, measured]) => {
    const rows = Object.entries(measured ?? {}).map(([name, all]) => [
      name,
      ...trees.flatMap((_, index) => cellsOf(all.slice(index * sizes.length, (index + 1) * sizes.length))),
    ]);
    const table = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows];
    const title = names[kind as keyof typeof names];
    return `### ${title}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
  });
  return [
    `${at}, ${machine}. Milliseconds; the columns of ticket counts are processor time.`,
    ...tables,
  ].join('\n\n');
}

/**
 * The processor time at each size and its growth, and at the largest size the duration, the longest ping of the best and of
 * the worst round, and the longest turn of the event loop.
 */
function cellsOf(all: readonly (Measured | null)[]): string[] {
  const [first, last] = [all[0], all.at(-1)];
  const costs = all.map((one) => (one ? milliseconds(one.processor) + failureOf(one) : ''));
  if (!last) return [...costs, '', '', '', '', ''];
  const comparable = first && first.status < 400 && last.status < 400 && first.processor > 0;
  const ratio =
    comparable && last.processor > 0 ? plain((last.processor / first.processor).toPrecision(2)) : '';
  const { took, stall, longestStall, loopDelay } = last;
  return [...costs, ratio, ...[took, stall, longestStall, loopDelay].map(milliseconds)];
}

function failureOf({ status }: Measured): string {
  return status < 400 ? '' : ` (${status})`;
}

/** Writes 1.2e+3 as 1,200. */
function plain(number: string): string {
  return Number(number).toLocaleString('en');
}

/** Processor time can be negative, because that of a process of PostgreSQL that ends is lost. */
function milliseconds(value: number): string {
  if (value < 0) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 0 : 1);
}
