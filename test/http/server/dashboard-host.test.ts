import { readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const host = 'acme-corp.localhost:3000';
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe("the dashboard at an organization's host", () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const asset = async () => {
    const { text } = await acme.send('GET', '/sign-in', { headers: browser });
    return /src="(\/assets\/start-[^"]+\.js)"/.exec(text)?.[1] ?? '';
  };

  it.each([
    '/',
    '/sign-in',
    '/invitation',
    '/consent',
    '/device',
    '/docs',
    '/settings',
    '/settings/account/access-tokens',
    '/settings/organization/audit-log',
  ])('serves %s with a policy that allows only its own files', async (path) => {
    for (const at of ['acme-corp', null]) {
      const answer = await acme.send('GET', path, { at, headers: browser });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-store');
      const policy = answer.headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(answer.text).not.toMatch(/<script>|<script [^>]*>[^<]|<style|\son\w+=|style="/);
    }
  });

  it('uses a new nonce for each response', async () => {
    const nonces = new Set<string | undefined>();
    for (let count = 0; count < 5; count += 1) {
      const { headers, text } = await acme.send('GET', '/sign-in', { headers: browser });
      const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1];
      expect(text).toContain(`<meta name="csp-nonce" content="${nonce}"`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it('lets browsers cache hashed files forever, and others for an hour', async () => {
    const answer = await acme.send('GET', await asset());
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await acme.send('GET', '/theme.js')).headers['cache-control']).toBe('public, max-age=3600');
  });

  it.each(['br', 'gzip'])(
    'serves identical files with the encoding %s if the client accepts it',
    async (encoding) => {
      const path = await asset();
      const plain = await acme.app.server.inject({ url: path, headers: { host } });
      expect(plain.headers).toMatchObject({ vary: expect.stringContaining('accept-encoding') });
      expect(plain.headers).not.toHaveProperty('content-encoding');
      const headers = { host, 'accept-encoding': `${encoding}, identity;q=0.5` };
      const packed = await acme.app.server.inject({ url: path, headers });
      expect(packed.headers).toMatchObject({
        'content-encoding': encoding,
        'content-type': plain.headers['content-type'],
        'cache-control': 'public, max-age=31536000, immutable',
        vary: expect.stringContaining('accept-encoding'),
      });
      expect(packed.headers.etag).not.toBe(plain.headers.etag);
      expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
      const unpack = encoding === 'br' ? brotliDecompressSync : gunzipSync;
      expect(unpack(packed.rawPayload).equals(plain.rawPayload)).toBe(true);
    },
  );

  it('supports HEAD, If-None-Match and Range for encoded files', async () => {
    const path = await asset();
    const get = (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') =>
      acme.app.server.inject({ method, url: path, headers: { host, 'accept-encoding': 'br', ...headers } });
    const whole = await get({});
    const head = await get({}, 'HEAD');
    expect([head.statusCode, head.body]).toEqual([200, '']);
    for (const name of ['content-encoding', 'content-length', 'etag', 'vary']) {
      expect(head.headers[name], name).toBe(whole.headers[name]);
    }
    const known = await get({ 'if-none-match': String(whole.headers.etag) });
    expect([known.statusCode, known.body]).toEqual([304, '']);
    expect(known.headers.vary).toContain('accept-encoding');
    const part = await get({ range: 'bytes=10-19' });
    expect([part.statusCode, part.headers['content-encoding']]).toEqual([206, 'br']);
    expect(part.rawPayload.equals(whole.rawPayload.subarray(10, 20))).toBe(true);
  });

  it.each(['identity', 'br;q=0, gzip;q=0', 'deflate', ''])(
    'serves files without an encoding for Accept-Encoding “%s”',
    async (accepted) => {
      const headers = { 'accept-encoding': accepted };
      const answer = await acme.send('GET', await asset(), { headers });
      expect([answer.status, answer.headers['content-encoding']]).toEqual([200, undefined]);
    },
  );

  it('returns 404 as a page to a browser and as JSON to a program', async () => {
    for (const path of ['/no/such/page', '/settings/account/no-such-page']) {
      const page = await acme.send('GET', path, { headers: browser });
      expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    }
    expectError(await acme.send('GET', '/no/such/page'), 404, 'not_found');
    expectError(await acme.send('POST', '/no/such/page', { headers: browser }), 404, 'not_found');
    for (const path of ['/api/v1/nothing', '/assets/nothing.js', '/.well-known/nothing', '/mcp/nothing']) {
      expectError(await acme.send('GET', path, { headers: browser }), 404, 'not_found');
    }
  });

  it('serves each page of its list, with any parameters in its path', async () => {
    const pages: { path: string }[] = JSON.parse(readFileSync('dashboard/dist/pages.json', 'utf8'));
    for (const { path } of pages) {
      const named = path.replaceAll(/:[^/]+/g, 'SUP-1');
      const page = await acme.send('GET', `${named}?state=open`, { headers: browser });
      expect([named, page.status]).toEqual([named, 200]);
    }
  });

  it('serves nothing at an unknown host, and no other files', async () => {
    const nowhere = { at: 'nobody', headers: browser };
    const page = await acme.send('GET', '/sign-in', nowhere);
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.text).toContain('nobody.localhost:3000');
    expectError(await acme.send('GET', '/sign-in', { at: 'nobody' }), 404, 'organization_not_found');
    for (const path of [
      '/index.html',
      '/pages.json',
      `${await asset()}.br`,
      '/assets/../../package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
    ]) {
      expect((await acme.send('GET', path)).status).toBe(404);
    }
  });
});
