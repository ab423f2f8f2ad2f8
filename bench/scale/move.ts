import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { PostgresServer } from '../../test/support/databases/postgres-server.ts';
import { query } from '../../test/support/databases/sql.ts';
import { buildDataSet } from './build.ts';

/**
 * `node bench/scale/move.ts --tickets 1000000` moves an installation from SQLite to PostgreSQL and back with the commands
 * of an operator, and prints what each took: seconds, rows per second, and the most memory of the process.
 *
 * - `--tickets N`: how many tickets the large organization has; comments, tokens, connections and events grow with it
 * - `--postgres URL`: a server on which it may create databases; without it, it starts one
 * - `--folder DIR`: where the files are while it runs
 * - `--there`: only to PostgreSQL, not back
 */
const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000' },
    postgres: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    there: { type: 'boolean', default: false },
  },
});

type Moved = { readonly rows: number; readonly bytes?: number; readonly tables: unknown };

const commandLine = join(import.meta.dirname, '../../src/cli/main.ts');
const folder = mkdtempSync(join(options.folder, 'spedy-move-'));
const server = options.postgres === undefined ? await PostgresServer.create({ durable: true }) : null;
const postgres = options.postgres ?? server?.url('postgres') ?? '';
const name = `move_${process.pid}`;
try {
  await run(Number(options.tickets));
} finally {
  rmSync(folder, { recursive: true, force: true });
  if (server) await server.stop();
  else await query(postgres, `drop database if exists ${name}`);
}

async function run(tickets: number): Promise<void> {
  const source = `sqlite:${join(folder, 'source.db')}`;
  print(`Building an installation with ${tickets.toLocaleString('en')} tickets …`);
  await buildDataSet(source, tickets);
  await spedy('migrate', source, 'migrate');
  print(`The SQLite file has ${size(join(folder, 'source.db'))}.`);
  const first = join(folder, 'first.backup');
  await spedy('backup of SQLite', source, 'backup', first);
  await query(postgres, `create database ${name}`);
  const there = new URL(postgres);
  there.pathname = name;
  const moved = await spedy('restore into PostgreSQL', there.href, 'restore', first);
  if (options.there) return;
  const second = join(folder, 'second.backup');
  await spedy('backup of PostgreSQL', there.href, 'backup', second);
  const returned = await spedy('restore into SQLite', `sqlite:${join(folder, 'back.db')}`, 'restore', second);
  if (!isDeepStrictEqual(moved.tables, returned.tables)) throw new Error('the rows differ after the return');
  print('Every table has the same number of rows and the same content after the return.');
}

/** Runs a command, and prints what it took. */
async function spedy(title: string, url: string, ...args: string[]): Promise<Moved> {
  const began = performance.now();
  const child = spawn(process.execPath, [commandLine, 'admin', ...args, '--json'], {
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, memoryOf(child.pid));
  }, 200);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  clearInterval(watch);
  if (code !== 0) throw new Error(`${title} failed`);
  const result = JSON.parse(output) as Moved;
  const seconds = (performance.now() - began) / 1_000;
  const rows = result.rows ?? 0;
  const rate =
    rows > 0
      ? `, ${rows.toLocaleString('en')} rows, ${Math.round(rows / seconds).toLocaleString('en')} rows/s`
      : '';
  const bytes = result.bytes === undefined ? '' : `, ${(result.bytes / 1e6).toFixed(0)} MB`;
  print(`${title}: ${seconds.toFixed(1)} s${rate}${bytes}, at most ${memory.toFixed(0)} MB of memory`);
  return result;
}

/** The most memory of a running process in megabytes, where the system tells. */
function memoryOf(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1_024;
  } catch {
    return 0;
  }
}

function size(path: string): string {
  return `${(statSync(path).size / 1e6).toFixed(0)} MB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
