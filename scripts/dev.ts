// `npm run dev`: the demo with reload. Node restarts the server when a file of src/ changes; Vite updates the dashboard
// in the browser when a file of dashboard/src/ changes. The browser connects to Vite only, which forwards the server's
// paths: cookies, the same-origin check and organizations' hosts work as in production.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createServer as createVite } from 'vite';
import { demoBanner } from '../src/cli/demo/banner.ts';
import { demoDefaults } from '../src/cli/demo/defaults.ts';
import { prepareDemo } from '../src/cli/demo/prepare.ts';
import { demoOrganization } from '../src/cli/demo/team.ts';
import { withDatabaseOf } from '../src/cli/with-database.ts';
import { readConfig } from '../src/server/config.ts';
import { freePort } from '../test/support/databases/postgres-server.ts';

/** The paths that the server answers. The dashboard has the others. */
const serverPaths = '^/(api|mcp|setup|help|healthz|readyz|openapi\\.json|\\.well-known)(/|\\?|$)';
const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

const config = readConfig(process.env, { defaults: demoDefaults });
const front = createServer().listen(config.port, config.host);
await once(front, 'listening');
const prepared = await withDatabaseOf(config, ({ db, now }) => prepareDemo(db, now));

const port = await freePort();
const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', pathOf('bin/start.js')], {
  env: {
    LOG_LEVEL: 'warn',
    SPEDY_DEFAULT_ORGANIZATION: demoOrganization.slug,
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: config.databaseUrl,
    SPEDY_BASE_URL: config.baseUrl.origin,
  },
  stdio: ['ignore', 'inherit', 'inherit'],
});
const vite = await createVite({
  configFile: pathOf('dashboard/vite.config.ts'),
  server: {
    middlewareMode: true,
    ws: { server: front },
    // The server decides which origins may read a response.
    cors: false,
    proxy: { [serverPaths]: { target: `http://127.0.0.1:${port}`, changeOrigin: false } },
  },
});
front.on('request', vite.middlewares);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
await untilReady();
process.stdout.write(demoBanner(config, prepared));

/** Waits for the server, also when it cannot start until its source is corrected. */
async function untilReady(): Promise<void> {
  while (!(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok) await sleep(50);
}

/** Stops both, once: Ctrl-C arrives from the terminal and again from npm. */
async function stop(): Promise<void> {
  if (server.killed) return;
  const ended = once(server, 'exit');
  server.kill();
  front.close();
  front.closeAllConnections();
  await vite.close();
  await ended;
  process.exit();
}
