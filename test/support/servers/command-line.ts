import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runCommandLine } from '../../../src/cli/run-command-line.ts';
import { compileCache, reportingServer } from '../answers/server-environment.ts';

export type Outcome = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };
type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** The standard input. */
  readonly input?: string | Uint8Array;
};
export type Spedy = (args: readonly string[], options?: RunOptions) => Promise<Outcome>;

const source = (path: string) => fileURLToPath(new URL(`../../../src/${path}`, import.meta.url));
const commandLine = source('cli/main.ts');
const server = source('../bin/start.js');

/** Runs the command line on a database in this process, which saves the start-up time of a separate process. */
export function spedyOn(databaseUrl: string): Spedy {
  return async (args, { env = {}, input = '' } = {}) => {
    return runOnTerminal(args, { DATABASE_URL: databaseUrl, ...env }, Readable.from([Buffer.from(input)]));
  };
}

/**
 * Runs the command line in this process with a given standard input.
 * @param onOutput called with all of standard error so far
 */
export async function runOnTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: Readable,
  onOutput: (text: string) => void = () => {},
): Promise<Outcome> {
  const stdout = new OutputBuffer();
  const stderr = new OutputBuffer(onOutput);
  const exitCode = await runCommandLine(args, { env, stdin, stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** Collects the output. Like the standard streams of a process, it cannot be ended. */
class OutputBuffer extends Writable {
  text = '';
  readonly #onOutput: (text: string) => void;

  constructor(onOutput: (text: string) => void = () => {}) {
    super();
    this.#onOutput = onOutput;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    this.#onOutput(this.text);
    done();
  }

  override end(): this {
    return this;
  }
}

/** Starts the command line in a separate process. */
export function spawnSpedy(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder = process.cwd(),
): SpedyProcess {
  return new SpedyProcess(process.execPath, [commandLine, ...args], env, folder);
}

/** Starts a server like `npm start`. */
export function spawnServer(env: Readonly<Record<string, string>>): SpedyProcess {
  return new SpedyProcess(process.execPath, [server], { ...reportingServer, ...env });
}

/** A process of this program, with its output and its exit code. */
export class SpedyProcess {
  readonly process: ChildProcess;
  readonly ended: Promise<Outcome>;
  stdout = '';
  stderr = '';

  constructor(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    folder = process.cwd(),
  ) {
    const { PATH = '' } = process.env;
    this.process = spawn(command, args, {
      cwd: folder,
      env: { PATH, ...compileCache, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.process.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.ended = once(this.process, 'close').then(([code]) => ({
      exitCode: code === null ? -1 : Number(code),
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** Waits until standard output matches. Returns the match. */
  async untilPrinted(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      const ended = await Promise.race([
        once(this.process.stdout ?? this.process, 'data').then(() => false),
        this.ended.then(() => true),
      ]);
      if (ended && !pattern.test(this.stdout)) {
        throw new Error(`ended without printing ${pattern}: ${this.stdout}${this.stderr}`);
      }
    }
  }

  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Outcome> {
    this.process.kill('SIGTERM');
    return this.ended;
  }
}

/** Asserts that a command succeeded with nothing on standard error. Returns its JSON object. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into results of every shape
export function expectResult({ exitCode, stdout, stderr }: Outcome): any {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^\{.*\}\n$/);
  return JSON.parse(stdout);
}

/** Asserts a failure: the exit code, nothing on standard output, one line on standard error. Returns the line. */
export function expectFailure({ exitCode, stdout, stderr }: Outcome, expected: 1 | 2): string {
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: expected, stdout: '' });
  expect(stderr).toMatch(/^spedy: [^\n]+\n$/);
  return stderr.trim();
}
