import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectWith } from '../support/mcp/clients.ts';
import { pkce } from '../support/oauth/oauth.ts';
import { createOAuthSite, type OAuthSite } from '../support/oauth/oauth-site.ts';
import { makeDatabaseFolder } from '../support/servers/temporary-folder.ts';
import { type Member, password } from '../support/world.ts';

const mcpRemote = createRequire(import.meta.url).resolve('mcp-remote/dist/proxy.js');
const timeout = 60_000;

// biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape
const jsonOf = (response: Response): Promise<any> => response.json();

/** Clients that use OAuth over http only with localhost itself, which is the address that the demo prints. */
describe('clients that require localhost', () => {
  let site: OAuthSite;
  let address: string;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    site = await createOAuthSite({ defaultOrganization: 'acme-corp' });
    address = `http://localhost:${site.port}/mcp`;
  });
  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });
  afterAll(() => site.close());

  /** Signs in at the bare domain as a member, and allows the request. Returns the redirect's URL. */
  async function allow(authorization: URL, { email }: Member): Promise<string> {
    expect(authorization.origin).toBe(new URL(address).origin);
    const at = null;
    const signIn = await site.send('POST', '/api/v1/auth/login', {
      at,
      body: { email, password },
      headers: { origin: authorization.origin },
    });
    const cookie = signIn.headers['set-cookie']?.split(';')[0] ?? '';
    const asked = await site.send('GET', authorization.pathname + authorization.search, { at, cookie });
    const id = /^\/consent\?request=(orq_\w+)$/.exec(asked.headers.location ?? '')?.[1];
    const call = { at, cookie, body: { decision: 'allow' } };
    const decided = await site.send('POST', `/api/v1/oauth/requests/${id}`, call);
    expect(decided.status, decided.text).toBe(200);
    return decided.body.redirectTo;
  }

  it(
    'connects mcp-remote at the first attempt, and answers its tool call',
    async () => {
      const child = spawn(process.execPath, [mcpRemote, address], {
        // It stores its tokens in a folder. The empty PATH prevents it from opening a browser.
        env: { PATH: '', MCP_REMOTE_CONFIG_DIR: makeDatabaseFolder('mcp-remote-'), HOME: '/nonexistent' },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      running.push(child);
      const output: string[] = [];
      const authorization = Promise.withResolvers<URL>();
      createInterface({ input: child.stderr }).on('line', (line) => {
        output.push(line);
        const authorizeUrl = /https?:\/\/\S+\/authorize\?\S+/.exec(line)?.[0];
        if (authorizeUrl) authorization.resolve(new URL(authorizeUrl));
      });
      child.once('exit', () => authorization.reject(new Error(output.join('\n'))));
      const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const ask = async (id: number, method: string, params: object) => {
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
        const { value } = await answers.next();
        if (value === undefined) throw new Error(output.join('\n'));
        return JSON.parse(value);
      };
      const initialized = ask(1, 'initialize', {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'desktop', version: '1' },
      });
      const answered = await fetch(await allow(await authorization.promise, site.teamMember));
      expect(answered.status).toBe(200);
      expect((await initialized).result.serverInfo.name).toBe('spedy');
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
      const called = await ask(2, 'tools/call', { name: 'whoami', arguments: {} });
      expect(called.result.structuredContent.user.id).toBe(site.teamMember.id);
    },
    timeout,
  );

  it('serves Gemini CLI from its first HEAD request to a tool call', async () => {
    const origin = new URL(address).origin;
    const probe = await fetch(address, { method: 'HEAD', headers: { accept: 'text/event-stream' } });
    expect(probe.status).toBe(401);
    const metadataUrl =
      /resource_metadata="([^"]+)"/.exec(probe.headers.get('www-authenticate') ?? '')?.[1] ?? '';
    const resource = await jsonOf(await fetch(metadataUrl));
    expect(resource.resource).toBe(address);
    const [issuer] = resource.authorization_servers;
    expect(issuer).toBe(origin);
    const server = await jsonOf(await fetch(`${issuer}/.well-known/oauth-authorization-server`));
    expect(server.issuer).toBe(issuer);
    const redirectUri = 'http://localhost:7777/oauth/callback';
    const registered = await fetch(server.registration_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Gemini CLI MCP Client',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      }),
    });
    expect(registered.status).toBe(201);
    const { client_id: clientId } = await jsonOf(registered);
    const { verifier, challenge } = pkce();
    const authorization = new URL(server.authorization_endpoint);
    authorization.search = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      state: 'x',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      scope: resource.scopes_supported.join(' '),
      resource: resource.resource,
    }).toString();
    const answer = new URL(await allow(authorization, site.customer));
    expect(answer.searchParams.get('iss')).toBe(issuer);
    const exchanged = await fetch(server.token_endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json, application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        code: answer.searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
        code_verifier: verifier,
        resource: resource.resource,
      }),
    });
    const { access_token: token } = await jsonOf(exchanged);
    const client = await connectWith(site.port, token, address);
    const { structuredContent } = await client.callTool({ name: 'whoami' });
    expect(structuredContent).toMatchObject({ user: { id: site.customer.id } });
    await client.close();
  });
});
