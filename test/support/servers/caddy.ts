import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithProgram } from '../describe-with-program.ts';
import { findProgram } from './find-program.ts';

/** The time limit until it listens, in milliseconds. */
const readyTimeout = 20_000;
const executable = findProgram('caddy');

/** Describes a suite that needs Caddy. */
export function describeWithCaddy(name: string, suite: () => void): void {
  const need = {
    isInstalled: executable !== null,
    missing: 'Caddy was not found; install it, for example the package caddy',
    required: 'SPEDY_REQUIRE_CADDY',
  } as const;
  describeWithProgram(need, name, suite);
}

/** A real Caddy, which writes only to a temporary folder. */
export class Caddy {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #folder: string;
  #output = '';

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    const args = ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
    const folders = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    this.#process = spawn(executable ?? 'caddy', args, {
      env: { PATH: process.env.PATH, ...folders, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exit = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (chunk) => {
        this.#output += chunk;
      });
  }

  /** Starts Caddy with a Caddyfile that listens on a loopback port, and waits until it listens. */
  static async start(
    caddyfile: string,
    port: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Caddy> {
    const folder = mkdtempSync(join(tmpdir(), 'spedy-caddy-'));
    writeFileSync(join(folder, 'Caddyfile'), caddyfile);
    const caddy = new Caddy(folder, env);
    await caddy.#untilListening(port).catch(async (error: unknown) => {
      await caddy.end();
      throw error;
    });
    return caddy;
  }

  /** The log so far, one JSON object per line. */
  get output(): string {
    return this.#output;
  }

  /** The certificate of its own authority. */
  get authority(): string {
    return readFileSync(join(this.#folder, 'caddy/pki/authorities/local/root.crt'), 'utf8');
  }

  async #untilListening(port: number): Promise<void> {
    for (const deadline = Date.now() + readyTimeout; !(await accepts(port)); ) {
      const isRunning = this.#process.exitCode === null && this.#process.signalCode === null;
      if (!isRunning || Date.now() > deadline) throw new Error(`Caddy does not listen:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exit;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
