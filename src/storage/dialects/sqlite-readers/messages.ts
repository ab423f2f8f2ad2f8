/** What a reader thread does: run a query on a file, or close its connection to the file. */
export type Order =
  | { readonly file: string; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly close: string };

/** Rows without their column names, which would be copied for each row. */
export type Rows = { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] };

/**
 * Returns rows as objects. Those of node:sqlite have no prototype and are dictionaries to V8: making them and reading their
 * columns takes twice as long.
 */
export function objectsOf<Row>({ columns, rows }: Rows): Row[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index += 1) row[columns[index] ?? ''] = values[index];
    return row as Row;
  });
}

/** An error of node:sqlite. A copied Error would lose its codes. */
export type Failure = { readonly message: string; readonly code?: unknown; readonly errcode?: unknown };

/** The answer of a thread. Threads answer in the order of their orders. */
export type Answer = Rows | { readonly failure: Failure };

/** Whether a message is an answer. With `--watch`, Node sends messages of its own from a thread. */
export function isAnswer(message: object): message is Answer {
  return 'rows' in message || 'failure' in message;
}
