import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { examine, parseTarget } from '../../../src/doctor/examine.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { listenOnLoopback } from '../../support/servers/loopback.ts';

const secret = 'a page of the internal network';

/** No database is involved, so one run is enough. */
describe.runIf(databaseKind === 'sqlite')('the connection doctor', () => {
  let target: Server;
  let other: Server;
  let port: number;
  let otherPort: number;
  let hits: string[] = [];
  let documents: (origin: string) => Record<string, unknown> = () => ({});
  let redirects: string | null = null;

  beforeAll(async () => {
    other = createServer((request, response) => {
      hits.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ secret }));
    });
    otherPort = (await listenOnLoopback(other)).port;
    target = createServer((request, response) => {
      const origin = `http://localhost:${port}`;
      const found = documents(origin);
      const path = request.url?.split('?')[0] ?? '';
      if (redirects !== null) return void response.writeHead(307, { location: redirects }).end();
      if (path === '/mcp') {
        const named = found.resource_metadata ?? `${origin}/.well-known/oauth-protected-resource/mcp`;
        const challenge = `Bearer resource_metadata="${named}", scope="a"`;
        return void response.writeHead(401, { 'www-authenticate': challenge }).end('{}');
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...proper(origin), ...found }));
    });
    port = (await listenOnLoopback(target)).port;
  });
  afterEach(() => {
    hits = [];
    redirects = null;
    documents = () => ({});
  });
  afterAll(async () => {
    for (const server of [target, other]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  const proper = (origin: string) => ({
    resource: `${origin}/mcp`,
    authorization_servers: [origin],
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    client_id_metadata_document_supported: true,
    authorization_response_iss_parameter_supported: true,
  });

  const hostile: readonly [string, () => string][] = [
    ['a path that starts with two slashes', () => `http://localhost:${port}//127.0.0.1:${otherPort}/x`],
    [
      'a path that starts with a slash and a backslash',
      () => `http://localhost:${port}/\\127.0.0.1:${otherPort}/x`,
    ],
    ['an encoded slash', () => `http://localhost:${port}/%2f127.0.0.1:${otherPort}/x`],
    ['dot segments', () => `http://localhost:${port}/.//127.0.0.1:${otherPort}/x`],
    ['an absolute address as its path', () => `http://localhost:${port}/http://127.0.0.1:${otherPort}/x`],
    ['another port', () => `http://localhost:${otherPort}/x`],
    ['another host', () => `http://127.0.0.1:${otherPort}/x`],
    ['the host as the user name', () => `http://localhost:${port}@127.0.0.1:${otherPort}/x`],
    ['a user name before the host', () => `http://127.0.0.1:${otherPort}@localhost:${port}/x`],
    ['a backslash before the at sign', () => `http://localhost:${port}\\@127.0.0.1:${otherPort}/x`],
    ['no scheme', () => `//127.0.0.1:${otherPort}/x`],
    ['one slash', () => `http:/127.0.0.1:${otherPort}/x`],
    ['a line break', () => `http://localhost:${port}/x\r\nHost: 127.0.0.1:${otherPort}\r\n\r\n`],
  ];
  const fields = [
    'resource_metadata',
    'resource',
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'registration_endpoint',
  ];

  it.each(hostile)('does not contact another host that a document names by %s', async (_what, address) => {
    const reports: string[] = [];
    for (const field of fields) {
      documents = () => ({
        [field]: field === 'resource_metadata' ? address().replaceAll(/[\r\n]/g, '') : address(),
      });
      reports.push(
        JSON.stringify(await examine(new URL(`http://localhost:${port}/mcp`), { timeout: 5_000 })),
      );
    }
    documents = () => ({ authorization_servers: [address()] });
    reports.push(JSON.stringify(await examine(new URL(`http://localhost:${port}/mcp`), { timeout: 5_000 })));
    expect(hits).toEqual([]);
    expect(reports.join()).not.toContain(secret);
  });

  it.each(hostile)('does not follow a redirect to %s', async (_what, address) => {
    redirects = address().replaceAll(/[\r\n]/g, '');
    const report = await examine(new URL(`http://localhost:${port}/mcp`), { timeout: 5_000 });
    expect(report.state).toBe('failed');
    expect(hits).toEqual([]);
  });

  it('does not contact another host when its own target path starts with two slashes', async () => {
    const given = parseTarget(`http://localhost:${port}//127.0.0.1:${otherPort}/mcp`);
    if (given) await examine(given, { timeout: 5_000 });
    expect(hits).toEqual([]);
  });
});
