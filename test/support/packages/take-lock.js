// Takes the lock of a token file, notes whether it was alone, and dies with it. The lock then looks as if it were old.
import { appendFileSync, mkdirSync, readdirSync, rmdirSync, utimesSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';

// A slow disk: much can happen between two steps.
for (const name of ['open', 'readdir', 'rename', 'rm', 'stat']) {
  const real = files[name];
  files[name] = async (...given) => {
    const longest = name === 'rename' ? 300 : 40;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
    return real(...given);
  };
}
syncBuiltinESMExports();
const { fileTokenStore } = await import('../../../packages/client/src/node/index.ts');

const [, , path] = process.argv;
const folder = dirname(path);
const inside = join(folder, 'inside');
await fileTokenStore(path).lock(async () => {
  let isAlone = true;
  try {
    mkdirSync(inside);
  } catch {
    isAlone = false;
  }
  // Others have time to come in, if they can.
  await new Promise((resolve) => setTimeout(resolve, 500));
  appendFileSync(join(folder, 'entered'), isAlone ? 'alone\n' : 'together\n');
  if (isAlone) rmdirSync(inside);
  const longAgo = Date.now() / 1_000 - 61;
  for (const name of readdirSync(folder))
    if (name.startsWith(`${basename(path)}.lock`)) {
      try {
        utimesSync(join(folder, name), longAgo, longAgo);
      } catch {
        // Another process has just withdrawn.
      }
    }
  process.kill(process.pid, 'SIGKILL');
});
