import { Fragment, type ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import type { Column, TableProps } from './column.ts';
import { useFit } from './use-fit.ts';

/**
 * The frame of a table has attributes that say what fits (see `useFit`); its content uses
 * `group-data-menu/table:`. If the actions do not fit as buttons, the cells get less padding; if that is not
 * enough, times wrap.
 */
const frameClasses =
  'group/table overflow-x-auto rounded-lg border border-line bg-surface ' +
  'data-menu:[&_:is(td,th)]:px-2.5 data-tight:[&_time]:whitespace-normal';
/** Sticky at the right edge, with a shadow while columns are scrolled beneath it. */
const pinnedClasses =
  'sticky right-0 z-10 bg-surface ' +
  'group-data-more/table:border-l group-data-more/table:border-line ' +
  'group-data-more/table:before:pointer-events-none group-data-more/table:before:absolute ' +
  'group-data-more/table:before:inset-y-0 group-data-more/table:before:right-full group-data-more/table:before:w-6 ' +
  'group-data-more/table:before:bg-linear-to-l group-data-more/table:before:from-surface ' +
  "group-data-more/table:before:to-transparent group-data-more/table:before:content-['']";

/** The rows as a table whose actions are visible at any width. */
export function WideTable<Row>({ caption, columns, rows, keyOf, below }: TableProps<Row>) {
  const frame = useFit();
  return (
    <div ref={frame} className={frameClasses}>
      <table className="w-full text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b text-muted text-sm">
            {columns.map((column) => (
              <Heading key={column.header} column={column} />
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <Fragment key={keyOf(row)}>
              <tr>
                {columns.map((column) => (
                  <Cell key={column.header} column={column} row={row} />
                ))}
              </tr>
              <Below columns={columns.length}>{below?.(row)}</Below>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading<Row>({ column: { header, kind, align } }: { readonly column: Column<Row> }) {
  const isActions = kind === 'actions';
  return (
    <th
      scope="col"
      className={classNames(
        'whitespace-nowrap px-4 py-2 font-medium',
        align === 'right' && 'text-right',
        isActions && pinnedClasses,
      )}
    >
      <span className={isActions ? 'sr-only' : undefined}>{header}</span>
    </th>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const classes = classNames('px-4 py-3 align-middle font-normal', column.align === 'right' && 'text-right');
  if (column.kind === 'title') {
    return (
      <th scope="row" className={classes}>
        {column.cell(row)}
      </th>
    );
  }
  if (column.kind === 'actions') {
    return (
      <td className={classNames(classes, pinnedClasses)}>
        <div className="flex justify-end gap-1">{column.cell(row)}</div>
      </td>
    );
  }
  return <td className={classes}>{column.cell(row)}</td>;
}

function Below({ columns, children }: { readonly columns: number; readonly children: ReactNode }) {
  if (!children) return null;
  return (
    <tr>
      <td colSpan={columns} className="bg-canvas px-4 py-3">
        {children}
      </td>
    </tr>
  );
}
