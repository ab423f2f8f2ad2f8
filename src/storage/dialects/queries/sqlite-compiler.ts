import { type LimitNode, type OffsetNode, type OperationNode, SqliteQueryCompiler } from 'kysely';

/**
 * SQLite plans a statement for the value of a parameter after LIMIT or OFFSET, and again each time that this parameter is
 * bound, which takes longer than reading a page of a list. The casts hide the value from it.
 */
export class SqliteCompiler extends SqliteQueryCompiler {
  protected override visitLimit({ limit }: LimitNode): void {
    this.#appendNumber('limit', limit);
  }

  protected override visitOffset({ offset }: OffsetNode): void {
    this.#appendNumber('offset', offset);
  }

  #appendNumber(clause: string, number: OperationNode): void {
    this.append(`${clause} cast(`);
    this.visitNode(number);
    this.append(' as integer)');
  }
}
