import type { ReactNode } from 'react';

export type Column<Row> = {
  /** The column's heading; on a card, the label of the value. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /**
   * `title`: names the row, first on a card. `actions`: the row's buttons, usually `RowActions`. This column
   * has no visible heading and stays visible while the others scroll.
   */
  readonly kind?: 'title' | 'actions';
  readonly align?: 'right';
  /** Hidden on cards. */
  readonly wideOnly?: boolean;
};

export type TableProps<Row> = {
  /** The table's name for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Returns content below a row, such as its details, or null. */
  readonly below?: (row: Row) => ReactNode;
};
