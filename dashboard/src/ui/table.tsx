import { Fragment, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { useMedia } from './use-media.ts';

export type Column<Row> = {
  /** The column's heading; on a phone, the words before the value. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** `title`: what the row is about, first on a card. `actions`: its buttons, without a heading. */
  readonly kind?: 'title' | 'actions';
  readonly align?: 'right';
  /** Not needed on a phone. */
  readonly wideOnly?: boolean;
};

type Props<Row> = {
  /** What the table lists, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What is shown below a row, such as its details; null for nothing. */
  readonly below?: (row: Row) => ReactNode;
};

/** A table; on a phone, a list of cards with the same words. */
export function Table<Row>(props: Props<Row>) {
  return useMedia('(width < 48rem)') ? <Cards {...props} /> : <WideTable {...props} />;
}

function WideTable<Row>({ caption, columns, rows, keyOf, below }: Props<Row>) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b text-muted text-sm">
            {columns.map((column) => (
              <th
                key={column.header}
                scope="col"
                className={classNames(
                  'whitespace-nowrap px-4 py-2 font-medium',
                  column.align === 'right' && 'text-right',
                )}
              >
                <span className={column.kind === 'actions' ? 'sr-only' : undefined}>{column.header}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <Fragment key={keyOf(row)}>
              <tr>
                {columns.map((column) => (
                  <WideCell key={column.header} column={column} row={row} />
                ))}
              </tr>
              <WideBelow columns={columns.length}>{below?.(row)}</WideBelow>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WideCell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const look = classNames('px-4 py-3 align-middle font-normal', column.align === 'right' && 'text-right');
  if (column.kind === 'title') {
    return (
      <th scope="row" className={look}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td className={look}>
      {column.kind === 'actions' ? (
        <div className="flex justify-end gap-1">{column.cell(row)}</div>
      ) : (
        column.cell(row)
      )}
    </td>
  );
}

function WideBelow({ columns, children }: { readonly columns: number; readonly children: ReactNode }) {
  if (!children) return null;
  return (
    <tr>
      <td colSpan={columns} className="bg-canvas px-4 py-3">
        {children}
      </td>
    </tr>
  );
}

function Cards<Row>({ caption, columns, rows, keyOf, below }: Props<Row>) {
  const title = columns.filter((column) => column.kind === 'title');
  const actions = columns.filter((column) => column.kind === 'actions');
  const facts = columns.filter((column) => column.kind === undefined && !column.wideOnly);
  return (
    <ul aria-label={caption} className="grid gap-3">
      {rows.map((row) => (
        <li key={keyOf(row)} className="grid gap-3 rounded-lg border border-line bg-surface p-4">
          {title.map((column) => (
            <div key={column.header} className="min-w-0">
              {column.cell(row)}
            </div>
          ))}
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
            {facts.map((column) => (
              <div key={column.header} className="contents">
                <dt className="text-muted">{column.header}</dt>
                <dd className="min-w-0 break-words text-right">{column.cell(row)}</dd>
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
