import type { RequestListener } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { certificate, type DocumentHost, openDocumentHost } from '../../../test/support/document-host.ts';
import { type FetchOptions, fetchDefaults, fetchDocument } from './fetch-document.ts';
import { isLoopbackAddress } from './public-address.ts';

const json = { 'content-type': 'application/json' };
let host: DocumentHost;
afterEach(() => host.close());

/** Reads `/client.json` of a server that answers so. */
async function read(answer: RequestListener, options: Partial<FetchOptions> = {}, name = '127.0.0.1') {
  host = await openDocumentHost('http', answer);
  const url = new URL(`http://${name}:${host.port}/client.json?v=1`);
  return fetchDocument(url, Date.now(), { ...fetchDefaults, timeout: 2_000, ...options });
}
const problem = (reason: string) => `The application's metadata document could not be read: ${reason}`;

describe('a metadata document', () => {
  it('is read with nothing of ours but what it takes, and its connection is closed', async () => {
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
    await vi.waitFor(() => expect(host.connections).toEqual({ made: 1, open: 0 }));
  });

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.client+json'])(
    'may be %s',
    async (type) => {
      const document = await read((_request, response) =>
        response.writeHead(200, { 'content-type': type }).end('{}'),
      );
      expect(document.text).toBe('{}');
    },
  );

  it.each<[string, number, Record<string, string>, string | Buffer, string]>([
    ['a redirect', 302, { location: 'http://127.0.0.1:1/' }, '', 'it is a redirect'],
    ['a permanent redirect', 308, { location: '/client.json' }, '', 'it is a redirect'],
    ['not modified', 304, {}, '', 'it is a redirect'],
    ['not there', 404, json, '{}', 'its server answers 404'],
    ['another success', 206, json, '{}', 'its server answers 206'],
    ['a failure', 500, json, '{}', 'its server answers 500'],
    ['a page', 200, { 'content-type': 'text/html' }, '{}', 'it is not application/json'],
    ['a script', 200, { 'content-type': 'text/json' }, '{}', 'it is not application/json'],
    ['without a type', 200, {}, '{}', 'it is not application/json'],
    ['compressed', 200, { ...json, 'content-encoding': 'gzip' }, gzipSync('{}'), 'it is compressed'],
    ['not UTF-8', 200, json, Buffer.from([0x7b, 0xff, 0x7d]), 'it is not UTF-8'],
    ['a byte too long', 200, json, ' '.repeat(16_385), 'it is larger than 16 KiB'],
  ])('is refused when it is %s', async (_kind, status, headers, body, reason) => {
    const reading = read((_request, response) => response.writeHead(status, headers).end(body));
    await expect(reading).rejects.toThrow(problem(reason));
    expect(host.connections.made).toBe(1);
  });

  it('of 16 KiB is read', async () => {
    const { text } = await read((_request, response) =>
      response.writeHead(200, json).end(' '.repeat(16_384)),
    );
    expect(text).toHaveLength(16_384);
  });

  it('without end is given up at the limit, not kept', async () => {
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
    ['is never answered', () => {}, {}],
    ['is begun and not finished', (_request, response) => response.writeHead(200, json).write('{'), {}],
    [
      'trickles in',
      (_request, response) => {
        response.writeHead(200, json);
        const timer = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(timer));
      },
      {},
    ],
    ['has a name that is never resolved', () => {}, { resolve: () => new Promise(() => {}) }],
  ];
  it.each(slowly)('that %s is given up in time', async (_kind, answer, options) => {
    const reading = read(answer, { timeout: 100, ...options }, 'localhost');
    await expect(reading).rejects.toThrow(problem('it took longer than 0.1 seconds'));
    await vi.waitFor(() => expect(host.connections.open).toBe(0));
  });

  it('of a server that hangs up, or speaks something else, is refused', async () => {
    const reading = read((request) => request.socket.end('SSH-2.0\r\n\r\n'));
    await expect(reading).rejects.toThrow('could not be reached securely');
  });
});

describe('a name', () => {
  const trusted = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([certificate]));
  afterAll(() => setDefaultCACertificates(trusted));
  const answer: RequestListener = (request, response) =>
    response.writeHead(200, json).end(JSON.stringify({ host: request.headers.host }));

  /** Reads from a name that resolves to each of these in turn, on a server that has a certificate for app.example.com. */
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
    ['nowhere', []],
    ['no address at all', ['localhost']],
  ])('that leads to %s is refused before any connection', async (_kind, addresses) => {
    const { reading } = await readAt('app.example.com', [addresses]);
    await expect(reading).rejects.toThrow(problem('app.example.com'));
    await expect(reading).rejects.toThrow('could not be reached securely at a public address');
    expect(host.connections.made).toBe(0);
  });

  it('is resolved once: what it leads to after the check does not matter', async () => {
    const { reading, asked } = await readAt('app.example.com', [['127.0.0.1'], ['10.0.0.1']], {
      mayConnect: (_url, address) => isLoopbackAddress(address),
    });
    expect(JSON.parse((await reading).text)).toEqual({ host: `app.example.com:${host.port}` });
    expect(asked()).toBe(1);
    expect(host.connections.made).toBe(1);
  });

  it('that the certificate does not have is refused, though the address is right', async () => {
    const { reading } = await readAt('other.example.com', [['127.0.0.1']], { mayConnect: () => true });
    await expect(reading).rejects.toThrow('could not be reached securely');
  });

  it('that cannot be resolved is refused in the same words', async () => {
    const { reading } = await readAt('app.example.com', [], {
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      },
    });
    await expect(reading).rejects.toThrow('could not be reached securely at a public address');
  });

  it('over http leads to this machine or nowhere', async () => {
    host = await openDocumentHost('http', answer);
    const url = new URL(`http://localhost:${host.port}/client.json`);
    const at = (address: string) =>
      fetchDocument(url, Date.now(), { ...fetchDefaults, resolve: async () => [{ address, family: 4 }] });
    expect(JSON.parse((await at('127.0.0.1')).text)).toEqual({ host: `localhost:${host.port}` });
    for (const address of ['8.8.8.8', '10.0.0.1', '0.0.0.0'])
      await expect(at(address)).rejects.toThrow('could not be reached securely');
    expect(host.connections.made).toBe(1);
  });
});
