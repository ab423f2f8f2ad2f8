import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/**
 * Returns the block of nginx configuration under a heading of a page, so that the tests use the documented block.
 * @throws Error if there is none
 */
export function nginxBlockOf(page: string, heading: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../../${page}`, import.meta.url)), 'utf8');
  const [, section = ''] = text.split(`\n${heading}\n`);
  const block = /^```nginx\n([\s\S]*?)^```$/m.exec(section.split(/^## /m)[0] ?? '')?.[1];
  if (!block) throw new Error(`${page} has no nginx block under "${heading}"`);
  return block;
}

/**
 * Adapts a block of a page to run here: on a loopback port without TLS, because there is no certificate, and with the
 * given changes.
 * @throws Error if a change does not apply
 */
export function adapted(block: string, port: number, changes: Readonly<Record<string, string>>): string {
  const plain = block.replaceAll(/^ *ssl_.*\n/gm, '');
  const all = { 'listen 443 ssl;': `listen 127.0.0.1:${port};`, ...changes };
  return Object.entries(all).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the block has no ${from}`);
    return text.replaceAll(from, to);
  }, plain);
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
