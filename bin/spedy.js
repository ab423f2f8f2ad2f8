#!/usr/bin/env node
// The installed command. Any Node can run this file; the program itself runs on the Node that Spedy pins.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The oldest Node that runs the program, for where the pinned one could not be installed. */
const oldestMajor = 24;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Node strips types from TypeScript by itself, but not below node_modules.
const isInstalled = root.split(sep).includes('node_modules');
const preload = pathToFileURL(join(root, 'bin', 'strip-types.js')).href;
// Stripping by the preloaded file calls a function of Node that warns of its being experimental at every start.
const stripTypes = ['--disable-warning=ExperimentalWarning', '--import', preload];
const program = join(root, 'src', 'cli', 'main.ts');

const child = spawn(findNode(), [...(isInstalled ? stripTypes : []), program, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`spedy: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
});

function findNode() {
  const pinned = findPinnedNode();
  if (pinned) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= oldestMajor) return process.execPath;
  process.stderr.write(
    `spedy: needs Node ${oldestMajor}, and the npm package "node", which brings it, is not installed completely: install Spedy again with install scripts allowed\n`,
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
