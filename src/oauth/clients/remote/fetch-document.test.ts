import type { RequestListener } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  certificate,
  type DocumentHost,
  openDocumentHost,
} from '../../../../test/support/oauth/document-host.ts';
import { type FetchOptions, fetchDefaults, fetchDocument } from './fetch-document.ts';
import { isLoopbackAddress } from './public-address.ts';

const json = { 'content-type': 'application/json' };
let host: DocumentHost;
afterEach(() => host.close());

/** Fetches `/client.json` from a server with this handler. */
async function read(answer: RequestListener, options: Partial<FetchOptions> = {}, name = '127.0.0.1') {
  host = await openDocumentHost('http', answer);
  const url = new URL(`http://${name}:${host.port}/client.json?v=1`);
  return fetchDocument(url, Date.now(), { ...fetchDefaults, timeout: 2_000, ...options });
}
const problem = (reason: string) => `The app's metadata document could not be read: ${reason}`;

describe('fetchDocument', () => {
  it('sends only the necessary headers, and closes the connection', async () => {
    let seen: unknown;
    const document = await read((request, response) => {
      seen = { method: request.method, url: request.url, headers: request.headers };
      response
        .writeHead(200, { ...json, 'cache-control': 'max-age=60', 'set-cookie': 'a=b' })
        .end('{"a":"ü"}');
    });
    expect(document).toEqual({ text: '{"a":"ü"}', freshFor: 60_000 });
    expect(seen).toEqual({
      method: 'GET',
      url: '/client.json?v=1',
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'Spedy',
        host: `127.0.0.1:${host.port}`,
        connection: 'close',
      },
    });
    await vi.waitFor(() => expect(host.connections).toEqual({ total: 1, open: 0 }));
  });

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.client+json'])(
    'accepts %s',
    async (type) => {
      const document = await read((_request, response) =>
        response.writeHead(200, { 'content-type': type }).end('{}'),
      );
      expect(document.text).toBe('{}');
    },
  );

  it.each<[string, number, Record<string, string>, string | Buffer, string]>([
    ['with a redirect', 302, { location: 'http://127.0.0.1:1/' }, '', 'redirects are not followed'],
    ['with a permanent redirect', 308, { location: '/client.json' }, '', 'redirects are not followed'],
    ['with 304', 304, {}, '', 'redirects are not followed'],
    ['with 404', 404, json, '{}', 'its server responded with status 404'],
    ['with 206', 206, json, '{}', 'its server responded with status 206'],
    ['with 500', 500, json, '{}', 'its server responded with status 500'],
    ['of type text/html', 200, { 'content-type': 'text/html' }, '{}', 'it is not application/json'],
    ['of type text/json', 200, { 'content-type': 'text/json' }, '{}', 'it is not application/json'],
    ['without a content type', 200, {}, '{}', 'it is not application/json'],
    ['that is compressed', 200, { ...json, 'content-encoding': 'gzip' }, gzipSync('{}'), 'it is compressed'],
    ['that is not UTF-8', 200, json, Buffer.from([0x7b, 0xff, 0x7d]), 'it is not UTF-8'],
    ['that is one byte too long', 200, json, ' '.repeat(16_385), 'it is larger than 16 KiB'],
  ])('rejects a response %s', async (_kind, status, headers, body, reason) => {
    const reading = read((_request, response) => response.writeHead(status, headers).end(body));
    await expect(reading).rejects.toThrow(problem(reason));
    expect(host.connections.total).toBe(1);
  });

  it('accepts 16 KiB', async () => {
    const { text } = await read((_request, response) =>
      response.writeHead(200, json).end(' '.repeat(16_384)),
    );
    expect(text).toHaveLength(16_384);
  });

  it('stops an endless response at the limit', async () => {
    const reading = read((_request, response) => {
      response.writeHead(200, json);
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await expect(reading).rejects.toThrow(problem('it is larger than 16 KiB'));
    await vi.waitFor(() => expect(host.connections.open).toBe(0));
  });

  const slowly: [string, RequestListener, Partial<FetchOptions>][] = [
    ['never starts', () => {}, {}],
    ['starts and never ends', (_request, response) => response.writeHead(200, json).write('{'), {}],
    [
      'trickles',
      (_request, response) => {
        response.writeHead(200, json);
        const timer = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(timer));
      },
      {},
    ],
    ['waits for a name that never resolves', () => {}, { resolve: () => new Promise(() => {}) }],
  ];
  it.each(slowly)('times out a response that %s', async (_kind, answer, options) => {
    const reading = read(answer, { timeout: 100, ...options }, 'localhost');
    await expect(reading).rejects.toThrow(problem('it took longer than 0.1 seconds'));
    await vi.waitFor(() => expect(host.connections.open).toBe(0));
  });

  it('rejects a server that closes the connection or does not speak HTTP', async () => {
    const reading = read((request) => request.socket.end('SSH-2.0\r\n\r\n'));
    await expect(reading).rejects.toThrow('could not be reached securely');
  });
});

describe('host name of a document', () => {
  const trusted = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([certificate]));
  afterAll(() => setDefaultCACertificates(trusted));
  const answer: RequestListener = (request, response) =>
    response.writeHead(200, json).end(JSON.stringify({ host: request.headers.host }));

  /** Fetches from a name that resolves to each of these in turn; the server's certificate is for app.example.com. */
  async function readAt(name: string, turns: readonly string[][], options: Partial<FetchOptions> = {}) {
    host = await openDocumentHost('https', answer);
    let asked = 0;
    const resolve = async () => {
      const addresses = turns[asked] ?? [];
      asked += 1;
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    };
    const url = new URL(`https://${name}:${host.port}/client.json`);
    const reading = fetchDocument(url, Date.now(), { ...fetchDefaults, timeout: 2_000, resolve, ...options });
    return { reading, asked: () => asked };
  }

  it.each([
    ['loopback', ['127.0.0.1']],
    ['private', ['10.0.0.1']],
    ['a cloud’s metadata', ['169.254.169.254']],
    ['IPv4-mapped IPv6', ['::ffff:127.0.0.1']],
    ['unique-local', ['fd00::1']],
    ['public first, private second', ['8.8.8.8', '127.0.0.1']],
    ['private first, public second', ['127.0.0.1', '2606:4700:4700::1111']],
    ['no address', []],
    ['something that is not an address', ['localhost']],
  ])('is rejected before any connection if it resolves to %s', async (_kind, addresses) => {
    const { reading } = await readAt('app.example.com', [addresses]);
    await expect(reading).rejects.toThrow(problem('app.example.com'));
    await expect(reading).rejects.toThrow('could not be reached securely at a public address');
    expect(host.connections.total).toBe(0);
  });

  it('is resolved once, so a change after the check has no effect', async () => {
    const { reading, asked } = await readAt('app.example.com', [['127.0.0.1'], ['10.0.0.1']], {
      mayConnect: (_url, address) => isLoopbackAddress(address),
    });
    expect(JSON.parse((await reading).text)).toEqual({ host: `app.example.com:${host.port}` });
    expect(asked()).toBe(1);
    expect(host.connections.total).toBe(1);
  });

  it('is rejected if the certificate does not match', async () => {
    const { reading } = await readAt('other.example.com', [['127.0.0.1']], { mayConnect: () => true });
    await expect(reading).rejects.toThrow('could not be reached securely');
  });

  it('gets the same error if it cannot be resolved', async () => {
    const { reading } = await readAt('app.example.com', [], {
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      },
    });
    await expect(reading).rejects.toThrow('could not be reached securely at a public address');
  });

  it('may only be loopback over http', async () => {
    host = await openDocumentHost('http', answer);
    const url = new URL(`http://localhost:${host.port}/client.json`);
    const at = (address: string) =>
      fetchDocument(url, Date.now(), { ...fetchDefaults, resolve: async () => [{ address, family: 4 }] });
    expect(JSON.parse((await at('127.0.0.1')).text)).toEqual({ host: `localhost:${host.port}` });
    for (const address of ['8.8.8.8', '10.0.0.1', '0.0.0.0'])
      await expect(at(address)).rejects.toThrow('could not be reached securely');
    expect(host.connections.total).toBe(1);
  });
});
