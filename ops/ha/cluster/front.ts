import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOf, baseUrl, type FrontPlace, type Secrets } from './layout.ts';
import { findProgram, signal, start } from './programs.ts';
import { fillTemplate, parseEnvironment } from './template.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** One machine with Spedy, and the HAProxy through which it reaches the leader. */
export class Front {
  readonly name: string;
  readonly origin: string;
  readonly databaseUrl: string;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #processes: ChildProcess[] = [];

  /** Writes the configuration to its folder. */
  constructor({ name, port, databasePort }: FrontPlace, folder: string, secrets: Secrets) {
    this.name = name;
    this.origin = `http://127.0.0.1:${port}`;
    this.#folder = join(folder, name);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const values = {
      PORT: String(databasePort),
      PG1: addressOf('pg1'),
      PG2: addressOf('pg2'),
      PG3: addressOf('pg3'),
      BASE_URL: baseUrl,
      SPEDY_PASSWORD: secrets.spedy,
      SECRET_KEY: secrets.key,
    };
    for (const file of ['haproxy.cfg', 'spedy.env'] as const)
      writeFileSync(join(this.#folder, file), fillTemplate(file, values), { mode: 0o600 });
    const settings = parseEnvironment(fillTemplate('spedy.env', values));
    this.#environment = {
      ...settings,
      HOST: '127.0.0.1',
      PORT: String(port),
      SPEDY_RATE_LIMIT: '0',
      LOG_LEVEL: 'warn',
    };
    this.databaseUrl = settings.DATABASE_URL ?? '';
  }

  startHaproxy(): void {
    const program = findProgram('haproxy', 'haproxy');
    const log = join(this.#folder, 'haproxy.log');
    this.#processes.push(start(program, ['-f', join(this.#folder, 'haproxy.cfg')], { log }));
  }

  startSpedy(): void {
    const log = join(this.#folder, 'spedy.log');
    const options = { env: this.#environment, log, cwd: project };
    this.#processes.push(start(process.execPath, [join(project, 'bin/start.js')], options));
  }

  /** Runs a command of `spedy` on the cluster's database; its output goes to the given file. */
  command(args: readonly string[], log: string): ChildProcess {
    const env = { ...this.#environment, PORT: '3000' };
    return start(process.execPath, [join(project, 'src/cli/main.ts'), ...args], { env, log, cwd: project });
  }

  get isRunning(): boolean {
    return this.#processes.every(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  }

  stop(): void {
    for (const { pid } of this.#processes) if (pid !== undefined) signal(pid, 'SIGKILL');
  }
}
