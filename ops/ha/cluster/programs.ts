import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folders = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** @throws Error that names the Debian package, if the program is not installed */
export function findProgram(name: string, debianPackage: string): string {
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (!found) throw new Error(`${name} was not found. Install it: apt install ${debianPackage}`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder of PostgreSQL's programs: the newest version in Debian's location. */
export function findPostgresPrograms(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isFinite) : [];
  const newest = versions.sort((one, other) => other - one)[0];
  if (newest === undefined) throw new Error('PostgreSQL was not found. Install it: apt install postgresql');
  return join(root, String(newest), 'bin');
}

/** Starts a program with a clean environment, and appends what it prints to a file. */
export function start(
  command: string,
  args: readonly string[],
  { env = {}, log, cwd = '/' }: { env?: Readonly<Record<string, string>>; log: string; cwd?: string },
): ChildProcess {
  const output = openSync(log, 'a');
  const { PATH = '/usr/sbin:/usr/bin:/sbin:/bin' } = process.env;
  return spawn(command, args, {
    cwd,
    env: { PATH, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', output, output],
  });
}

/** Signals a process that may have ended. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
