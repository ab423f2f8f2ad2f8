// Connects Gemini CLI's own code to a new demo, like `/mcp auth`: `node scripts/try-gemini-cli.ts [VERSION]`. The code
// is too large for the test suite (472 MB), so this script installs it in a temporary folder and removes it again.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoTeam } from '../src/cli/demo/team.ts';
import { freePort } from '../test/support/databases/postgres-server.ts';

const [version = '0.61.0'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'spedy-gemini-'));
const port = await freePort();
const address = `http://localhost:${port}/mcp`;
const command = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const demo = spawn(process.execPath, [command, 'demo'], {
  env: { PATH: process.env.PATH, PORT: String(port), DATABASE_URL: `sqlite:${join(folder, 'demo.db')}` },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const install = [
    'install',
    `@google/gemini-cli-core@${version}`,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ];
  execFileSync('npm', install, { cwd: folder, stdio: 'inherit' });
  copyFileSync(new URL('gemini-cli/connect.mjs', import.meta.url), join(folder, 'connect.mjs'));
  await untilReady();
  const { email, password } = demoTeam.tim;
  const client = spawn(process.execPath, ['connect.mjs', address, email, password], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  // It asks for permission to open the browser.
  client.stdin.end('y\n');
  const [code] = await once(client, 'close');
  process.exitCode = code === 0 ? 0 : 1;
} finally {
  demo.kill();
  await once(demo, 'close');
  rmSync(folder, { recursive: true, force: true });
}

async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the demo is not ready after 20 seconds');
}
