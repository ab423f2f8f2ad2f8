import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithProgram } from '../describe-with-program.ts';
import { findProgram } from '../servers/find-program.ts';
import { freePort } from './postgres-server.ts';
import { query } from './sql.ts';

/** Why the tests cannot run, and what to do. */
const missingPgBouncer = 'pgbouncer was not found; install it, for example the package pgbouncer';
/** The time limit until it answers, in milliseconds. */
const readyTimeout = 20_000;
/** PgBouncer refuses to run as root. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const executable = findProgram('pgbouncer');

/** Describes a suite that needs PgBouncer. */
export function describeWithPgBouncer(name: string, suite: () => void): void {
  const need = {
    isInstalled: executable !== null,
    missing: missingPgBouncer,
    required: 'SPEDY_REQUIRE_PGBOUNCER',
  } as const;
  describeWithProgram(need, name, suite);
}

/** A real PgBouncer in transaction mode in front of one database, with fewer connections than the tests need. */
export class PgBouncer {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #folder: string;
  readonly port: number;
  readonly #database: string;
  #output = '';

  private constructor(folder: string, port: number, database: string) {
    this.#folder = folder;
    this.port = port;
    this.#database = database;
    this.#process = spawn(executable ?? 'pgbouncer', [join(folder, 'pgbouncer.ini')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
    });
    this.#exit = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (chunk) => {
        this.#output += chunk;
      });
  }

  /** Starts PgBouncer in front of a database, and waits until a query through it succeeds. */
  static async start(databaseUrl: string): Promise<PgBouncer> {
    const { hostname, port: serverPort, username, pathname } = new URL(databaseUrl);
    const folder = mkdtempSync(join(tmpdir(), 'spedy-pgbouncer-'));
    const port = await freePort();
    const configuration = `
[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
server_connect_timeout = 2
server_login_retry = 1
query_wait_timeout = 2
`;
    writeFileSync(join(folder, 'pgbouncer.ini'), configuration);
    writeFileSync(join(folder, 'users.txt'), `"${username}" ""\n`);
    if (isRoot)
      for (const path of ['', 'pgbouncer.ini', 'users.txt']) chownSync(join(folder, path), nobody, nobody);
    const bouncer = new PgBouncer(folder, port, `${username}@127.0.0.1:${port}${pathname}`);
    await bouncer.#untilReady().catch(async (error: unknown) => {
      await bouncer.end();
      throw error;
    });
    return bouncer;
  }

  /** The URL of the database through PgBouncer. */
  get url(): string {
    return `postgres://${this.#database}`;
  }

  async #untilReady(): Promise<void> {
    for (const deadline = Date.now() + readyTimeout; ; ) {
      const problem = await query(this.url, 'select 1').then(
        () => null,
        (error: unknown) => error,
      );
      if (problem === null) return;
      const isRunning = this.#process.exitCode === null && this.#process.signalCode === null;
      if (!isRunning || Date.now() > deadline)
        throw new Error(`pgbouncer does not answer: ${problem}\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exit;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
