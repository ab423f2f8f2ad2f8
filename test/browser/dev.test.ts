import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoTeam } from '../../src/cli/demo/team.ts';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { SpedyProcess } from '../support/servers/command-line.ts';
import { ask } from '../support/servers/requests.ts';
import { makeDatabaseFolder } from '../support/servers/temporary-folder.ts';
import { waitForHeading } from '../support/site.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** Milliseconds. */
const compileTimeout = 30_000;
/** Makes a file look changed. */
const touch = (path: string) => utimesSync(file(path), new Date(), new Date());

describeInBrowser('npm run dev', () => {
  const folder = makeDatabaseFolder('spedy-dev-');
  let port: number;
  let dev: SpedyProcess;
  beforeAll(async () => {
    port = await freePort();
    const env = { PORT: String(port), DATABASE_URL: `sqlite:${join(folder, 'demo.db')}` };
    dev = new SpedyProcess(process.execPath, [file('scripts/dev.ts')], env);
    await dev.untilPrinted(/demo is ready/);
  });
  afterAll(async () => {
    await dev.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['localhost', 'acme-corp.localhost'])('signs in at %s and updates the page', async (host) => {
    const page = await openPage(`http://${host}:${port}`);
    // The first page waits until Vite has compiled its modules.
    page.setDefaultTimeout(compileTimeout);
    await page.goto('/sign-in');
    await page.fill('input[name=email]', demoTeam.tim.email);
    await page.fill('input[name=password]', demoTeam.tim.password);
    await page.click('button[type=submit]');
    await waitForHeading(page, 'Home');
    const updated = page.waitForEvent('console', (message) => message.text().includes('hot updated'));
    touch('dashboard/src/pages/home/home-page.tsx');
    await updated;
  });

  it('restarts the server after a change', async () => {
    expect((await ask(port, '/openapi.json')).status).toBe(200);
    touch('src/contract/version.ts');
    await dev.untilPrinted(/Restarting/);
    await expect.poll(async () => (await ask(port, '/readyz')).status).toBe(200);
  });

  it('stops with its server on SIGTERM', async () => {
    expect(await dev.stop()).toMatchObject({ exitCode: 0 });
  });
});
