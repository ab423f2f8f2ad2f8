import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, platform } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Subject } from './subject.ts';

/** A measured server in a separate process. */
export type Running = {
  readonly subject: Subject;
  readonly pid: number | undefined;
  /** The processor time so far in seconds, and the current resident memory in megabytes. */
  readonly usage: () => { readonly cpu: number; readonly memory: number };
  readonly stop: () => Promise<void>;
};

/**
 * Pins a command to one core: the server to the first, the load to the second. Unpinned they move between cores, and
 * results of two runs can differ by a factor of two. Needs Linux; on other systems the command runs unpinned.
 */
export function onCore(core: 0 | 1, command: string, args: readonly string[]): [string, string[]] {
  if (platform() !== 'linux' || cpus().length < 2) return [command, [...args]];
  return ['taskset', ['-c', String(core), command, ...args]];
}

/** Starts a server that prints a `Subject` as one line. */
export async function startSubject(file: string, args: readonly string[] = []): Promise<Running> {
  const child = spawn(...onCore(0, process.execPath, [pathOf(file), ...args]), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { subject: JSON.parse(line) as Subject, ...controls(child) };
  }
  throw new Error(`${file} exited before it listened`);
}

/** Returns the absolute path of a file relative to this folder. */
export function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

const children = new Set<ChildProcess>();
// Ends all servers even if a measurement fails.
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Returns functions that measure and end a process. */
export function controls(child: ChildProcess): Omit<Running, 'subject'> {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return {
    pid: child.pid,
    usage: () => usageOf(child.pid),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Ticks per second in /proc/PID/stat: 100 on every Linux that Node supports. */
const ticks = 100;

function usageOf(pid: number | undefined): { cpu: number; memory: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpu: (Number(fields[11]) + Number(fields[12])) / ticks, memory: Number(kilobytes) / 1024 };
}
