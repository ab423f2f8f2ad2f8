import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../../../test/support/clock.ts';
import { type DocumentHost, openDocumentHost } from '../../../../test/support/oauth/document-host.ts';
import { grantTypes } from '../../token/grant-types/list.ts';
import { ClientDocuments } from './documents.ts';

describe('ClientDocuments', () => {
  let host: DocumentHost;
  let clock: TestClock;
  let documents: ClientDocuments;
  /** The requested paths, in order. */
  let asked: string[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const id = (path: string) => `http://127.0.0.1:${host.port}${path}`;
  let addresses = 0;
  /** Returns a new address, so that reads do not share a limit. */
  const newAddress = () => {
    addresses += 1;
    return `10.0.${addresses >> 8}.${addresses & 255}`;
  };
  const requester = (address = newAddress()) => ({ organizationId: 'org_1', address });
  const read = (path: string, address = newAddress()) => documents.read(id(path), requester(address));
  const documentAt = (path: string) =>
    JSON.stringify({ client_id: id(path), client_name: `App ${asked.length}`, redirect_uris: ['com.a:/cb'] });
  const answerWith =
    (cacheControl: string): typeof answer =>
    ({ url = '' }, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': cacheControl });
      response.end(documentAt(url));
    };

  beforeEach(async () => {
    asked = [];
    answer = answerWith('max-age=60');
    clock = new TestClock();
    host = await openDocumentHost('http', (request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    documents = new ClientDocuments(true, grantTypes, clock.now);
  });
  afterEach(() => host.close());

  it('caches documents as long as their server allows, then fetches them again', async () => {
    expect((await read('/a')).name).toBe('App 1');
    clock.advance(59_999);
    expect((await read('/a')).name).toBe('App 1');
    clock.advance(1);
    expect((await read('/a')).name).toBe('App 2');
    expect(asked).toEqual(['/a', '/a']);
  });

  it('does not cache documents if their server forbids it', async () => {
    answer = answerWith('no-store');
    for (const name of ['App 1', 'App 2']) expect((await read('/a')).name).toBe(name);
  });

  it('returns a stale document from readOnce, and fetches only unknown ones', async () => {
    expect((await documents.readOnce(id('/a'), requester())).name).toBe('App 1');
    clock.advance(3_600_000);
    expect((await documents.readOnce(id('/a'), requester())).name).toBe('App 1');
    expect(asked).toEqual(['/a']);
  });

  it('shares one fetch between concurrent reads', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => read('/a')));
    expect(new Set(all).size).toBe(1);
    expect(asked).toEqual(['/a']);
  });

  it('caches failures for a few seconds only', async () => {
    await read('/a');
    clock.advance(60_000);
    answer = (_request, response) => response.writeHead(500).end();
    for (let times = 0; times < 5; times += 1)
      await expect(read('/a')).rejects.toThrow('its server responded with status 500');
    await expect(documents.readOnce(id('/a'), requester())).rejects.toThrow(
      'its server responded with status 500',
    );
    expect(asked).toHaveLength(2);
    answer = answerWith('max-age=60');
    clock.advance(5_000);
    expect((await read('/a')).name).toBe('App 3');
  });

  it('rejects a document with the client_id of another URL', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(documentAt('/other'));
    await expect(read('/a')).rejects.toThrow('its client_id is not the URL');
  });

  it('fetches four documents of one host at a time', async () => {
    const waiting: (() => void)[] = [];
    const arrived = Promise.withResolvers<void>();
    const plain = answer;
    answer = (request, response) => {
      waiting.push(() => plain(request, response));
      if (waiting.length === 4) arrived.resolve();
    };
    const reading = Array.from({ length: 7 }, (_, n) => read(`/${n}`));
    const shared = read('/3');
    await arrived.promise;
    expect(asked).toEqual(['/0', '/1', '/2', '/3']);
    answer = plain;
    for (const release of waiting) release();
    const clients = await Promise.all(reading);
    expect(await shared).toBe(clients[3]);
    expect(asked).toHaveLength(7);
  });

  it('fetches thirty documents a minute for one address, not counting cached ones', async () => {
    for (let n = 0; n < 30; n += 1) await read(`/${n}`, '192.0.2.1');
    await expect(read('/30', '192.0.2.1')).rejects.toMatchObject({ code: 'rate_limited' });
    expect((await read('/29', '192.0.2.1')).clientId).toBe(id('/29'));
    expect((await read('/30', '192.0.2.2')).clientId).toBe(id('/30'));
    expect(asked).toHaveLength(31);
  });

  it('caches the thousand most recently used documents', async () => {
    for (let from = 0; from < 1_000; from += 10)
      await Promise.all(Array.from({ length: 10 }, (_, n) => read(`/${from + n}`)));
    await read('/0');
    await read('/1000');
    expect(asked).toHaveLength(1_001);
    await read('/0');
    expect(asked).toHaveLength(1_001);
    await read('/1');
    expect(asked).toHaveLength(1_002);
  });

  it('rejects loopback documents outside development', async () => {
    const strict = new ClientDocuments(false, grantTypes, clock.now);
    await expect(strict.read(id('/a'), requester())).rejects.toThrow('it must be an https URL');
    expect(asked).toEqual([]);
  });
});
