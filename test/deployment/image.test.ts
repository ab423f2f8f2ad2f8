import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  globSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { freePort } from '../support/databases/postgres-server.ts';
import { Image } from '../support/images/build.ts';
import { describeWithNamespaces, type Entered } from '../support/images/image-root.ts';
import { fetchFrom } from '../support/servers/sockets.ts';
import { context } from './context.ts';

const user = 10_001;
const readyTimeout = 60_000;

// With SPEDY_IMAGE_NPM=true, npm really installs the packages; otherwise those of this folder are used, without a network.
describeWithNamespaces('the image', () => {
  let image: Image;
  let data: string;
  let port: number;
  const started: Entered[] = [];
  beforeAll(async () => {
    image = await Image.build({ context, npm: process.env.SPEDY_IMAGE_NPM === 'true' });
  }, 600_000);
  afterAll(() => image?.remove());
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'spedy-data-'));
    chownSync(data, user, user);
    port = await freePort();
  });
  afterEach(async () => {
    for (const container of started.splice(0)) {
      container.kill();
      await container.ended;
    }
    rmSync(data, { recursive: true, force: true });
  });

  const start = (settings: Record<string, string> = {}, command?: readonly string[]) => {
    const container = image.start({ PORT: String(port), HOST: '127.0.0.1', ...settings }, data, command);
    started.push(container);
    return container;
  };
  const get = (path: string, host = 'localhost') => fetchFrom(port, { path, host: `${host}:${port}` });
  const statusOf = (path: string) =>
    get(path).then(
      ({ status }) => status,
      () => null,
    );
  const untilStatus = (container: Entered, status: number, path = '/readyz') =>
    expect
      .poll(
        () => {
          if (!container.isRunning) throw new Error(container.output);
          return statusOf(path);
        },
        { timeout: readyTimeout },
      )
      .toBe(status);
  const check = (container: Entered) =>
    container.exec(image.config.healthcheck, { user: image.config.user, env: { PORT: String(port) } });

  it('has a user without rights, one volume, one port, and a check', () => {
    expect(image.config).toMatchObject({
      user: '10001:10001',
      volumes: ['/data'],
      ports: ['3000'],
      stopSignal: 'SIGTERM',
      env: { NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '3000' },
      labels: { 'org.opencontainers.image.licenses': 'Apache-2.0' },
    });
  });

  it('contains the program and what it needs to run, and nothing to build with', () => {
    const has = (path: string) => existsSync(join(image.root.path, path));
    for (const path of ['app/LICENSE', 'app/dashboard/dist/index.html', 'app/node_modules/fastify'])
      expect([path, has(path)]).toEqual([path, true]);
    const development = ['typescript', 'vite', 'vitest', 'playwright-core', 'react', 'node/bin'];
    for (const path of [...development.map((name) => `app/node_modules/${name}`), 'app/test', 'app/.git'])
      expect([path, has(path)]).toEqual([path, false]);
    expect(readdirSync(join(image.root.path, 'usr/local/bin')).sort()).toEqual(['node', 'spedy']);
    const size = execFileSync('du', [
      '-sm',
      join(image.root.path, 'app'),
      join(image.root.path, 'usr/local'),
    ]);
    const megabytes = [...size.toString().matchAll(/^(\d+)/gm)].reduce(
      (sum, [, part]) => sum + Number(part),
      0,
    );
    // Node itself has 121.
    expect(megabytes).toBeLessThan(300);
  });

  it('belongs to root, and its user can change nothing of the program', () => {
    const app = join(image.root.path, 'app');
    const changeable = globSync('**', { cwd: app }).filter((path) => {
      const { mode, uid, gid } = lstatSync(join(app, path));
      const isLink = (mode & 0o170000) === 0o120000;
      return !isLink && (uid !== 0 || (gid !== 0 && (mode & 0o020) !== 0) || (mode & 0o002) !== 0);
    });
    expect(changeable).toEqual([]);
  });

  it('starts read-only without any privilege, is healthy, and stops as process 1', async () => {
    const container = start();
    await untilStatus(container, 200);
    expect(container.status('Uid')).toMatch(/^10001\s+10001/);
    expect(container.status('NoNewPrivs')).toBe('1');
    expect(container.status('CapEff')).toMatch(/^0+$/);
    expect(container.status('CapBnd')).toMatch(/^0+$/);
    const identity = { user: image.config.user };
    const touch = await container.exec(['touch', '/app/file'], identity);
    expect(touch).toMatchObject({ code: 1, output: expect.stringContaining('Read-only file system') });
    expect(await check(container)).toMatchObject({ code: 0, output: expect.stringMatching(/^200 /) });
    const database = statSync(join(data, 'spedy.db'));
    expect([database.uid, database.mode & 0o777]).toEqual([user, 0o600]);

    const organization = [
      'org',
      'create',
      'acme-corp',
      '--name',
      'Acme',
      '--plan',
      'pro',
      '--admin-email',
      'ada@acme.example',
    ];
    const created = await container.exec(['spedy', 'admin', ...organization, '--json'], identity);
    expect(created.code, created.output).toBe(0);
    expect(JSON.parse(created.output).organization.slug).toBe('acme-corp');
    expect((await get('/sign-in', 'acme-corp.localhost')).text).toContain('<div id="root">');
    expect((await get('/help/', 'acme-corp.localhost')).status).toBe(200);

    container.signal('SIGTERM');
    const { code, output } = await container.ended;
    expect(code, output).toBe(0);
  });

  it('shows the sample data', async () => {
    const container = start({}, ['demo']);
    await expect.poll(() => container.output, { timeout: readyTimeout }).toContain('Bearer spedy_pat_');
    const [, path] = /"http:\/\/localhost:\d+(\/api\/v1\/tickets[^"]*)"/.exec(container.output) ?? [];
    const [token = ''] = /Bearer spedy_pat_\w+/.exec(container.output) ?? [];
    const headers = { authorization: token };
    expect((await fetchFrom(port, { path: path ?? '', host: `localhost:${port}`, headers })).status).toBe(
      200,
    );
  });

  it('is not healthy while its database is missing, and says why', async () => {
    const nobody = await freePort();
    const container = start({ DATABASE_URL: `postgres://spedy@127.0.0.1:${nobody}/spedy` });
    await untilStatus(container, 200, '/healthz');
    const { code, output } = await check(container);
    expect(code).toBe(1);
    expect(output).toMatch(/^503 .*"code":"unavailable"/);
    container.signal('SIGTERM');
    expect((await container.ended).code).toBe(0);
  });

  it('is not healthy if nothing listens', async () => {
    const container = image.root.start(['sleep', '60']);
    started.push(container);
    await expect.poll(() => container.hasStarted).toBe(true);
    expect(await check(container)).toEqual({
      code: 1,
      output: `port ${port}: connect ECONNREFUSED 127.0.0.1:${port}\n`,
    });
  });

  it('says in one line that it may not write the volume', async () => {
    chownSync(data, 0, 0);
    const { code, output } = await start().ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^[^\n]*\/?data[^\n]*\n$/);
    expect(output).not.toContain('    at ');
  });
});
