import type { ReactNode } from 'react';

export type Column<Row> = {
  /** The column's heading; on a phone, the words before the value. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /**
   * `title`: what the row is about, first on a card. `actions`: its buttons, without a heading; the column stays in
   * sight where the others have to scroll. Usually a `RowActions`.
   */
  readonly kind?: 'title' | 'actions';
  readonly align?: 'right';
  /** Not needed on a phone. */
  readonly wideOnly?: boolean;
};

export type TableProps<Row> = {
  /** What the table lists, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What is shown below a row, such as its details; null for nothing. */
  readonly below?: (row: Row) => ReactNode;
};
