import type { TableProps } from './column.ts';

/** The rows as cards with their actions below. */
export function Cards<Row>({ caption, columns, rows, keyOf, below }: TableProps<Row>) {
  const title = columns.filter((column) => column.kind === 'title');
  const actions = columns.filter((column) => column.kind === 'actions');
  const facts = columns.filter((column) => column.kind === undefined && !column.wideOnly);
  return (
    <ul aria-label={caption} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {rows.map((row) => (
        <li
          key={keyOf(row)}
          className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border border-line bg-surface p-4"
        >
          {title.map((column) => (
            <div key={column.header} className="min-w-0">
              {column.cell(row)}
            </div>
          ))}
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 empty:hidden">
            {facts.map((column) => (
              <div key={column.header} className="contents">
                <dt className="text-muted">{column.header}</dt>
                <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{column.cell(row)}</dd>
              </div>
            ))}
          </dl>
          {actions.map((column) => (
            <div key={column.header} className="flex flex-wrap gap-2 empty:hidden">
              {column.cell(row)}
            </div>
          ))}
          {below?.(row)}
        </li>
      ))}
    </ul>
  );
}
