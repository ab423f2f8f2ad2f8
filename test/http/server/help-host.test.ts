import { readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const files: { address: string; file: string; etag: string }[] = JSON.parse(
  readFileSync('help/dist/files.json', 'utf8'),
);
const addresses = files.map(({ address }) => address);
const pagesOnly = addresses.filter((address) => !/\.\w+$/.test(address));

describe('the help', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const get = (path: string, headers: Record<string, string> = {}, at: string | null = 'acme-corp') =>
    acme.send('GET', path, { at, headers: { ...browser, ...headers } });

  it('is at /help/ on the bare domain and at every organization, and nowhere else', async () => {
    for (const at of ['acme-corp', null]) {
      const short = await get('/help', {}, at);
      expect([short.status, short.headers.location]).toEqual([308, '/help/']);
      const first = await get('/help/', {}, at);
      expect([first.status, first.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    }
    expectError(await acme.send('GET', '/help/', { at: 'nobody' }), 404, 'organization_not_found');
  });

  it('serves every page and file of the build, without anything inline or from elsewhere', async () => {
    expect(pagesOnly.length).toBeGreaterThan(50);
    for (const { address, file } of files) {
      const answer = await get(address);
      expect(answer.status, address).toBe(200);
      const policy = answer.headers['content-security-policy'] ?? '';
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
      if (!file.endsWith('.html')) continue;
      expect(answer.text, address).not.toMatch(/<script>|<script [^>]*>[^<]|<style|<[^>]*\s(on\w+|style)="/);
      const loaded = [...answer.text.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"/g)];
      for (const [, source = ''] of loaded) expect(addresses, address).toContain(source);
    }
  });

  it('links only to pages that it serves, or that the dashboard has', async () => {
    const broken: string[] = [];
    for (const address of pagesOnly) {
      const { text } = await get(address);
      const links = [...text.matchAll(/<a [^>]*href="(\/[^"#]*)/g)].map(([, link = '']) => link);
      for (const link of new Set(links))
        if (link !== '/' && !addresses.includes(link)) broken.push(`${address}: ${link}`);
    }
    expect(broken).toEqual([]);
  });

  it('lets browsers keep files with a hash, and ask for pages each time', async () => {
    const script = addresses.find((address) => /main-.*\.js$/.test(address)) ?? '';
    expect((await get(script)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const page = await get('/help/');
    expect(page.headers).toMatchObject({ 'cache-control': 'no-cache', vary: 'accept-encoding' });
    const etag = page.headers.etag ?? '';
    expect(etag).toBe(files.find(({ address }) => address === '/help/')?.etag);
    const again = await get('/help/', { 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(again.headers['cache-control']).toBe('no-cache');
    expect((await get('/help/', { 'if-none-match': 'W/"other"' })).status).toBe(200);
  });

  it('sends what the browser can decompress', async () => {
    const inject = (encoding: string) =>
      acme.app.server.inject({
        url: '/help/',
        headers: { host: 'acme-corp.localhost:3000', 'accept-encoding': encoding },
      });
    const plain = (await inject('identity')).body;
    expect(plain).toContain('<h1 id="spedy">');
    const brotli = await inject('gzip, br');
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain);
    const gzip = await inject('gzip');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain);
    const head = await acme.send('HEAD', '/help/', { headers: browser });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  it('answers an unknown address with its own page for people, and with JSON for programs', async () => {
    for (const path of ['/help/nothing', '/help/assets/..%2f..%2fpackage.json']) {
      const answer = await get(path);
      expect([answer.status, answer.headers['cache-control']], path).toEqual([404, 'no-store']);
      expect(answer.text).toContain('No such page');
      expectError(await acme.send('GET', path), 404, 'not_found');
    }
    const slash = await get('/help/guide/');
    expect([slash.status, slash.headers.location]).toEqual([308, '/help/guide']);
    const post = await acme.send('POST', '/help/guide', { body: {} });
    expectError(post, 405, 'method_not_allowed');
    expect(post.headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  it('does not belong to a slug', async () => {
    const { status, body } = await acme.send('PATCH', '/api/v1/organization', {
      cookie: await acme.signIn(acme.admin),
      body: { slug: 'help' },
    });
    expect([status, body.details?.[0]?.message]).toEqual([400, "'help' is reserved"]);
  });
});
