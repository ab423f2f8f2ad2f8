import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWhere } from './describe-where.ts';
import { findProgram } from './find-program.ts';

/** Why the tests cannot run, and what to do. */
const noNginx = 'no nginx was found; install one, such as the package nginx';
/** Milliseconds until it listens. */
const readyTimeout = 20_000;
/** Root's nginx runs as `nobody`, as a service's would. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const executable = findProgram('nginx');

/** A suite that needs nginx. */
export function describeWithNginx(name: string, suite: () => void): void {
  const need = { isThere: executable !== null, missing: noNginx, required: 'SPEDY_REQUIRE_NGINX' } as const;
  describeWhere(need, name, suite);
}

/**
 * The one block of nginx configuration under a heading of a page, so that what the page shows is what is tried.
 * @throws Error when there is none
 */
export function nginxBlockOf(page: string, heading: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8');
  const [, section = ''] = text.split(`\n${heading}\n`);
  const block = /^```nginx\n([\s\S]*?)^```$/m.exec(section.split(/^## /m)[0] ?? '')?.[1];
  if (!block) throw new Error(`${page} has no nginx block under "${heading}"`);
  return block;
}

/**
 * A block of a page as it can run here: on a port of loopback without TLS, for which there is no certificate, and with
 * the other changes given.
 * @throws Error when a change finds nothing to change
 */
export function placed(block: string, port: number, changes: Readonly<Record<string, string>>): string {
  const plain = block.replaceAll(/^ *ssl_.*\n/gm, '');
  const all = { 'listen 443 ssl;': `listen 127.0.0.1:${port};`, ...changes };
  return Object.entries(all).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the block has no ${from}`);
    return text.replaceAll(from, to);
  }, plain);
}

/** A real nginx in one process; all that it writes lies in a folder of its own. */
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

  /** Starts one with a server block that listens on a port of loopback, and waits until it does. */
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

  /** What it complained of so far. */
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
