import type { DatabaseSync } from 'node:sqlite';

/** The opcodes of SQLite's programs that run a part again for another row, or read a whole table. */
const repeating: ReadonlySet<unknown> = new Set([
  'Next',
  'Prev',
  'VNext',
  'SorterNext',
  'RowSetRead',
  'Yield',
  'Count',
]);

/**
 * Whether SQLite's program for a query repeats something. A program without a loop finds at most one row of each
 * table by a unique index, so its time is bounded.
 */
export function hasLoop(database: DatabaseSync, sql: string): boolean {
  const program = database.prepare(`explain ${sql}`).all();
  return program.some(({ opcode, p2 }, address) => {
    if (repeating.has(opcode)) return true;
    // The last instruction jumps to the second. After NullRow, a LEFT JOIN returns once for a missing row.
    const isKnown = address === program.length - 1 || program[address - 1]?.opcode === 'NullRow';
    return opcode === 'Goto' && Number(p2) <= address && !isKnown;
  });
}
