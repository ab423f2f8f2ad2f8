import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithProgram } from '../describe-with-program.ts';
import { findProgram } from './find-program.ts';

/** Why the tests cannot run, and what to do. */
const missingNginx = 'nginx was not found; install it, for example the package nginx';
/** The time limit until it listens, in milliseconds. */
const readyTimeout = 20_000;
/** As root, nginx runs as `nobody`, like a service. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const executable = findProgram('nginx');

/** Describes a suite that needs nginx. */
export function describeWithNginx(name: string, suite: () => void): void {
  const need = {
    isInstalled: executable !== null,
    missing: missingNginx,
    required: 'SPEDY_REQUIRE_NGINX',
  } as const;
  describeWithProgram(need, name, suite);
}

/** A real nginx in one process, which writes only to a temporary folder. */
export class Nginx {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #folder: string;
  #errors = '';

  private constructor(folder: string) {
    this.#folder = folder;
    const file = join(folder, 'nginx.conf');
    this.#process = spawn(executable ?? 'nginx', ['-p', folder, '-c', file, '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
    });
    this.#exit = once(this.#process, 'close');
    this.#process.stderr?.on('data', (chunk) => {
      this.#errors += chunk;
    });
  }

  /** Starts nginx with a server block that listens on a loopback port, and waits until it listens. */
  static async start(serverBlock: string, port: number): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'spedy-nginx-'));
    if (isRoot) chownSync(folder, nobody, nobody);
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, serverBlock));
    const nginx = new Nginx(folder);
    await nginx.#untilListening(port).catch(async (error: unknown) => {
      await nginx.end();
      throw error;
    });
    return nginx;
  }

  /** The error log so far. */
  get errors(): string {
    return this.#errors;
  }

  async #untilListening(port: number): Promise<void> {
    for (const deadline = Date.now() + readyTimeout; !(await accepts(port)); ) {
      const isRunning = this.#process.exitCode === null && this.#process.signalCode === null;
      if (!isRunning || Date.now() > deadline) throw new Error(`nginx does not listen:\n${this.#errors}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exit;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function configuration(folder: string, serverBlock: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      ${serverBlock}
    }`;
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
