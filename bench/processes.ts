import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, platform } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Subject } from './subject.ts';

/** A server under measurement, in a process of its own. */
export type Running = {
  readonly subject: Subject;
  /** Seconds of processor time so far, and megabytes of memory (resident) now. */
  readonly usage: () => { readonly cpu: number; readonly memory: number };
  readonly stop: () => Promise<void>;
};

/**
 * A command that stays on one core: the server on the first, the load on the second. Left to the system they move, and
 * one run has twice the figures of the next. Needs Linux; elsewhere the command runs as it is.
 */
export function onCore(core: 0 | 1, command: string, args: readonly string[]): [string, string[]] {
  if (platform() !== 'linux' || cpus().length < 2) return [command, [...args]];
  return ['taskset', ['-c', String(core), command, ...args]];
}

/** Starts a server that announces itself in the one line of subject.ts. */
export async function startSubject(file: string, args: readonly string[] = []): Promise<Running> {
  const child = spawn(...onCore(0, process.execPath, [pathOf(file), ...args]), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { subject: JSON.parse(line) as Subject, ...controls(child) };
  }
  throw new Error(`${file} ended before it listened`);
}

/** The path of a file, given from this folder. */
export function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

const children = new Set<ChildProcess>();
// A measurement that fails leaves nothing behind.
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** How to watch and end a process. */
export function controls(child: ChildProcess): Omit<Running, 'subject'> {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return {
    usage: () => usageOf(child.pid),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Ticks a second in /proc/PID/stat: 100 on every Linux that Node runs on. */
const ticks = 100;

function usageOf(pid: number | undefined): { cpu: number; memory: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpu: (Number(fields[11]) + Number(fields[12])) / ticks, memory: Number(kilobytes) / 1024 };
}
