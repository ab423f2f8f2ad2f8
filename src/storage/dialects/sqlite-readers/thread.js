// The program of a reader thread. It is plain JavaScript and imports nothing else, because every thread loads its own
// copy: the code that strips types would take 23 MB in each.
import { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';

/** Maximum number of compiled statements for each file. */
const statementCacheSize = 200;

/** @type {Map<string, { database: DatabaseSync, statements: Map<string, Prepared> }>} By file. */
const connections = new Map();

/** @typedef {{ statement: import('node:sqlite').StatementSync, columns: readonly string[] | null }} Prepared */

/** As in sqlite-driver.ts. */
const hasAllColumns = /(?<!\()\*/;

/** @param {import('node:sqlite').StatementSync} statement */
function namesOf(statement) {
  return statement.columns().map(({ name }) => name);
}

/** @param {string} file */
function connectionTo(file) {
  let connection = connections.get(file);
  if (!connection) {
    // The main thread retries while another process locks the file.
    const database = new DatabaseSync(file, { timeout: 0 });
    database.exec('pragma query_only = on; pragma temp_store = memory');
    connection = { database, statements: new Map() };
    connections.set(file, connection);
  }
  return connection;
}

/**
 * Compiles a statement, and forgets the one that was not used for longest.
 * @param {string} file
 * @param {string} sql
 */
function prepare(file, sql) {
  const { database, statements } = connectionTo(file);
  let prepared = statements.get(sql);
  if (prepared) statements.delete(sql);
  else {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    prepared = { statement, columns: hasAllColumns.test(sql) ? null : namesOf(statement) };
  }
  statements.set(sql, prepared);
  for (const oldest of statements.keys()) {
    if (statements.size <= statementCacheSize) break;
    statements.delete(oldest);
  }
  return prepared;
}

/**
 * @param {import('./messages.ts').Order} order
 * @returns {import('./messages.ts').Rows}
 */
function answerTo(order) {
  if ('close' in order) {
    connections.get(order.close)?.database.close();
    connections.delete(order.close);
    return { columns: [], rows: [] };
  }
  const { statement, columns } = prepare(order.file, order.sql);
  const rows = statement.all(...order.parameters);
  return { columns: columns ?? namesOf(statement), rows };
}

/**
 * @param {import('./messages.ts').Order} order
 * @returns {import('./messages.ts').Answer}
 */
function tryToAnswer(order) {
  try {
    return answerTo(order);
  } catch (error) {
    const { message, code, errcode } = error;
    return { failure: { message, code, errcode } };
  }
}

parentPort?.on('message', (order) => parentPort?.postMessage(tryToAnswer(order)));
