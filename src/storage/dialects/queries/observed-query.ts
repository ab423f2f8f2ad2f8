import { AliasNode, type CompiledQuery, type OperationNode, type RootOperationNode, TableNode } from 'kysely';
import { recorder } from '../../../telemetry/recorder.ts';
import { type SpanAttributes, tracing } from '../../../telemetry/tracing.ts';
import { DatabaseUnavailable, OutcomeUnknown } from '../../errors.ts';
import { Overloaded } from '../../load/overloaded.ts';

type System = 'sqlite' | 'postgresql';
type Operation = 'select' | 'insert' | 'update' | 'delete' | 'begin' | 'commit' | 'other';

/** Whether nobody measures or traces statements, so that a driver runs them directly. */
export function isUnobserved(): boolean {
  return recorder === null && tracing === null;
}

/** Runs a statement, measured and in a span. The SQL has placeholders for all values. */
export function observeQuery<Result>(
  system: System,
  { query, sql }: CompiledQuery,
  run: () => Promise<Result>,
): Promise<Result> {
  const operation = operationOf(query);
  const table = tableOf(query);
  return observe(system, operation, run, () => ({
    'db.query.text': sql,
    ...(table === undefined ? {} : { 'db.collection.name': table }),
  }));
}

/** Begins or commits a transaction, measured and in a span. */
export function observeTransaction(
  system: System,
  step: 'begin' | 'commit',
  run: () => Promise<void>,
): Promise<void> {
  return isUnobserved() ? run() : observe(system, step, run, () => ({}));
}

async function observe<Result>(
  system: System,
  operation: Operation,
  run: () => Promise<Result>,
  details: () => SpanAttributes,
): Promise<Result> {
  const since = performance.now();
  try {
    return await inSpan(system, operation, run, details);
  } catch (error) {
    recorder?.add('spedy_database_errors_total', { reason: reasonOf(error) });
    throw error;
  } finally {
    const seconds = (performance.now() - since) / 1_000;
    recorder?.observe('spedy_database_query_duration_seconds', { operation }, seconds);
  }
}

/** Only within a request or another span: the server's own statements would be traces of one span each. */
function inSpan<Result>(
  system: System,
  operation: Operation,
  run: () => Promise<Result>,
  details: () => SpanAttributes,
): Promise<Result> {
  if (tracing === null || !tracing.isRecording()) return run();
  const more = details();
  const name = operation.toUpperCase();
  const attributes = { 'db.system.name': system, 'db.operation.name': name, ...more };
  const table = more['db.collection.name'];
  return tracing.run(
    { name: table === undefined ? name : `${name} ${table}`, kind: 'client', attributes },
    run,
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof Overloaded) return error.reason === 'abandoned' ? 'abandoned' : 'overloaded';
  if (error instanceof OutcomeUnknown) return 'unknown_outcome';
  return error instanceof DatabaseUnavailable ? 'unavailable' : 'statement';
}

const operations: Readonly<Record<string, Operation>> = {
  SelectQueryNode: 'select',
  InsertQueryNode: 'insert',
  UpdateQueryNode: 'update',
  DeleteQueryNode: 'delete',
};

function operationOf({ kind }: RootOperationNode): Operation {
  return operations[kind] ?? 'other';
}

/** The table of a statement, or its first one. */
function tableOf(query: RootOperationNode): string | undefined {
  switch (query.kind) {
    case 'SelectQueryNode':
      return nameOf(query.from?.froms[0]);
    case 'InsertQueryNode':
      return nameOf(query.into);
    case 'UpdateQueryNode':
      return nameOf(query.table);
    case 'DeleteQueryNode':
      return nameOf(query.from.froms[0]);
    default:
      return undefined;
  }
}

function nameOf(node: OperationNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (AliasNode.is(node)) return nameOf(node.node);
  return TableNode.is(node) ? node.table.identifier.name : undefined;
}
