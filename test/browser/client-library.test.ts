import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { read, root } from '../architecture/repository.ts';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { registerClient } from '../support/oauth/oauth.ts';
import { createSite, type Site } from '../support/site.ts';

/** The page of an app: the example of the package's README. */
type App = { readonly origin: string; readonly close: () => void };

/** What a test calls in the page: the exports of the example and of the library. */
type Call = (code: string) => Promise<unknown>;

describeInBrowser('@spedy/client in a browser', () => {
  let site: Site;
  let app: App;
  beforeAll(async () => {
    site = await createSite();
    app = await serveApp(site);
    const board = await site.send('POST', '/api/v1/boards', {
      token: site.adminToken,
      body: { key: 'WEB', name: 'Website' },
    });
    for (const title of ['first', 'second', 'third'])
      await site.send('POST', '/api/v1/tickets', {
        token: site.adminToken,
        body: { boardId: board.body.id, title },
      });
  });
  afterAll(async () => {
    app.close();
    await site.close();
  });

  /** Opens the app and connects it as an administrator, through the real pages. */
  const connected = async (): Promise<Page> => {
    const cookie = await site.signIn(site.admin);
    const page = await openPage(site.origin, { cookie, allowedOrigins: [app.origin] });
    await page.goto(`${app.origin}/`);
    await callerOf(page)('app.signIn()');
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.waitForURL(`${app.origin}/`);
    return page;
  };

  it('signs in by redirect, and reads lists to their end over the API of another origin', async () => {
    const call = callerOf(await connected());
    expect(await call("app.client.get('/api/v1/me').then(({ user }) => user.email)")).toBe(site.admin.email);
    const titles = `Array.fromAsync(
      app.client.list('/api/v1/tickets', { params: { query: { limit: 1 } } }), ({ title }) => title)`;
    expect(await call(titles)).toEqual(['third', 'second', 'first']);
    const failure = `app.client.get('/api/v1/tickets/{ticketId}', { params: { path: { ticketId: 'WEB-9' } } })
      .catch((error) => [library.isApiError(error, 'not_found'), error.status, typeof error.requestId])`;
    expect(await call(failure)).toEqual([true, 404, 'string']);
    const refused = `app.client.post('/api/v1/boards', { body: { key: 'X', name: 'X' } })
      .catch(({ code }) => code)`;
    expect(await call(refused)).toBe('insufficient_scope');
  });

  it('refreshes once for the requests of two tabs at the same time', async () => {
    const page = await connected();
    const other = await page.context().newPage();
    await other.goto(`${app.origin}/`);
    const refreshes: string[] = [];
    page.context().on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/oauth/token'))
        refreshes.push(request.url());
    });
    await callerOf(page)(`localStorage.setItem('spedy',
      JSON.stringify({ ...JSON.parse(localStorage.getItem('spedy')), expiresAt: 0 }))`);
    const everyone =
      "Promise.all(Array.from({ length: 5 }, () => app.client.get('/api/v1/me'))).then((all) => all.length)";
    expect(await Promise.all([callerOf(page)(everyone), callerOf(other)(everyone)])).toEqual([5, 5]);
    expect(refreshes).toHaveLength(1);
  });
});

/** Runs an expression in the page, after the app's module. */
function callerOf(page: Page): Call {
  return (code) =>
    page.evaluate(
      `Promise.all([import('/app.js'), import('/client.js')]).then(([app, library]) => (${code}))`,
    );
}

/** Serves the page of the README's example at an origin of its own, with the library as a bundler builds it. */
async function serveApp(site: Site): Promise<App> {
  const build = await rolldown({
    input: join(root, 'packages/client/src/index.ts'),
    platform: 'browser',
    logLevel: 'silent',
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  const example = /```js\n([\s\S]*?)```/.exec(read('packages/client/README.md'))?.[1] ?? '';
  const files = new Map([['/client.js', output[0].code]]);
  const server = createServer(({ url = '' }, response) => {
    const script = files.get(url);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? '<!doctype html><title>App</title><script type="module" src="/app.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  const origin = `http://127.0.0.1:${address.port}`;
  const client = await registerClient(site, { redirect_uris: [`${origin}/callback`] });
  const values = `const [ISSUER, CLIENT_ID] = ${JSON.stringify([site.origin, client.client_id])};\n`;
  files.set('/app.js', values + example.replace("'@spedy/client'", "'/client.js'"));
  return { origin, close: () => server.close() };
}
