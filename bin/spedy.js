#!/usr/bin/env node
// The command. Any Node can run this file. The program runs in the same process if this Node is new enough, otherwise on
// the one of the npm package "node", if that is installed beside it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The oldest Node that runs the program, as in package.json. */
const oldestMajor = 24;
/**
 * Options of a server that can only be given at the start. The first saves 35 to 45 MB under load, without a measurable cost in
 * time. The second is the number of threads that help to collect garbage: of Node's four, each gets as much of a busy processor
 * as the thread that answers requests.
 */
const serverOptions = ['--max-semi-space-size=8', '--v8-pool-size=1'];
/**
 * For glibc's malloc: it returns freed memory to the system, as it does before the first large buffer is freed. Then it would
 * keep more. Saves a server 2 to 4 MB at its start.
 */
const memory = { MALLOC_TRIM_THRESHOLD_: '131072' };

const args = process.argv.slice(2);
const node = findNode();
if (node !== process.execPath || missingOptions().length > 0) runOn(node);
else await (await import('./program.js')).load('cli/main');

/** Returns the options that this process lacks to be a server. */
function missingOptions() {
  if (args[0] !== 'serve' || !canReplace()) return [];
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''];
  return serverOptions.filter((option) => {
    const [name = option] = option.split('=');
    return !given.some((text) => text.includes(name));
  });
}

/** Whether the process can become another program. Otherwise it would have to stay beside it. */
function canReplace() {
  return process.platform !== 'win32' && typeof process.execve === 'function';
}

function runOn(node) {
  const own = [
    ...(node === process.execPath ? [...process.execArgv, ...missingOptions()] : serverOptions),
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(import.meta.url),
    ...args,
  ];
  if (canReplace()) process.execve(node, [node, ...own], { ...memory, ...process.env });
  const child = spawn(node, own, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`spedy: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  });
}

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= oldestMajor) return process.execPath;
  const pinned = findPinnedNode();
  if (pinned) return pinned;
  process.stderr.write(
    `spedy: needs Node ${oldestMajor} or newer, and this is ${process.version}. Update Node, or let npm bring one: npm install node@${oldestMajor} in the folder where Spedy is installed\n`,
  );
  process.exit(1);
}

function findPinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    const file = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}
