import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../architecture/repository.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { registerClient } from '../support/oauth/oauth.ts';
import { createListeningSite, type ListeningSite } from '../support/packages/listening-site.ts';
import {
  compile,
  type Example,
  examplesOf,
  type Published,
  packageNames,
  publish,
} from '../support/packages/published.ts';
import { findProgram } from '../support/servers/find-program.ts';

const run = promisify(execFile);
const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
const pages = ['packages/client/README.md', 'packages/verify/README.md', 'docs/libraries.md'];
const examples = pages.flatMap((page) => examplesOf(page).map((example) => ({ page, ...example })));
const isService = ({ text }: Example) => text.includes('PORT');

/** Uses both packages as their users do; each line must have the type that its name says. */
const consumer = `
import { createClient, isApiError, oauth, type ErrorCode, type ListItem } from '@spedy/client';
import { fileTokenStore } from '@spedy/client/node';
import { createVerifier, requireScope, verifyRequest, type Identity } from '@spedy/verify';
import { expressAuth } from '@spedy/verify/express';
import { fastifyAuth } from '@spedy/verify/fastify';
import { honoAuth } from '@spedy/verify/hono';

const auth = oauth({ issuer: 'https://a.example', clientId: 'cli_1', store: fileTokenStore('a') });
const client = createClient({ baseUrl: 'https://a.example', auth });
const code: ErrorCode = 'not_found';
export async function main(request: Request): Promise<Identity> {
  const title: string = (await client.post('/api/v1/tickets', { body: { boardId: 'b', title: 't' } })).title;
  for await (const ticket of client.list('/api/v1/tickets')) { const one: ListItem<'/api/v1/tickets'> = ticket; void one; }
  // @ts-expect-error: a ticket has no such field
  (await client.get('/api/v1/tickets/{ticketId}', { params: { path: { ticketId: title } } })).nothing;
  // @ts-expect-error: the path needs its parameter
  await client.get('/api/v1/tickets/{ticketId}');
  if (isApiError(null, code)) throw new Error();
  const verifier = createVerifier({ issuer: 'https://a.example', clientId: 'rsv_1', clientSecret: 'spd_1' });
  void [expressAuth(verifier), fastifyAuth(verifier), honoAuth(verifier)];
  return verifyRequest(verifier, request, requireScope('tickets:read'));
}
`;

describe('the packages as a release has them', () => {
  let published: Published;
  let site: ListeningSite;
  let clientId: string;
  beforeAll(async () => {
    [published, site] = await Promise.all([publish(), createListeningSite()]);
    ({ client_id: clientId } = await registerClient(site, { redirect_uris: ['http://127.0.0.1/callback'] }));
  });
  afterAll(async () => {
    await site.close();
    rmSync(published.folder, { recursive: true });
  });

  it.each(packageNames)(
    '%s has what its package.json says, and types that every compiler finds',
    async (name) => {
      const { messages, pkg } = await publint({ pkgDir: join(published.folder, name), strict: true });
      expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
      const args = [attw, published.tarballs[name], '--profile', 'esm-only', '--no-emoji', '--no-color'];
      // It fails for any problem of the resolutions that are not ignored: those of CommonJS before Node 20.19.
      const problems = await run(process.execPath, args).then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      );
      expect(problems).toBe('');
      expect(statSync(published.tarballs[name]).size).toBeLessThan(200_000);
    },
  );

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('have types for module %s with moduleResolution %s', async (module, moduleResolution) => {
    const file = join(published.app, `consumer-${moduleResolution}.ts`);
    writeFileSync(file, consumer);
    for (const [index, { text }] of examples.entries())
      writeFileSync(join(published.app, `example-${index}.ts`), text);
    const options = {
      module,
      moduleResolution,
      target: 'es2022',
      strict: true,
      noEmit: true,
      types: ['node'],
    };
    const project = join(published.app, `${moduleResolution}.json`);
    const files = [file, ...examples.map((_example, index) => `example-${index}.ts`)];
    writeFileSync(project, JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true }, files }));
    expect(await compile('-p', project, '--checkers', '1')).toBe('');
  });

  const environment = (port: number) => ({
    PATH: process.env.PATH,
    PORT: String(port),
    SPEDY_URL: site.url,
    SPEDY_TOKEN: site.adminToken,
    RESOURCE_SERVER_ID: site.gateway.id,
    RESOURCE_SERVER_SECRET: site.gateway.clientSecret,
    CLIENT_ID: clientId,
  });
  const start = (text: string, file: string, port: number) => {
    writeFileSync(join(published.app, file), text);
    const options = { cwd: published.app, env: environment(port) };
    return spawn(process.execPath, [file], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  };
  /** Resolves with everything that a program printed, when it has ended. */
  const outputOf = async (program: ChildProcess) => {
    let output = '';
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (data: Buffer) => {
        output += data.toString();
      });
    const [code] = await once(program, 'exit');
    return { code, output };
  };

  const programs = examples.filter((example) => !isService(example) && !example.text.includes('startSignIn'));
  it.each(programs.map((example, index) => ({ ...example, index })))(
    '$page: $name runs',
    async ({ text, index }) => {
      const ended = await outputOf(start(text, `program-${index}.ts`, 0));
      expect(ended).toMatchObject({ code: 0 });
    },
  );

  it.each(examples.filter(isService).map((example, index) => ({ ...example, index })))(
    '$page: $name protects a service',
    async ({ text, index }) => {
      const port = await freePort();
      const program = start(text, `service-${index}.ts`, port);
      const ended = outputOf(program);
      await expect.poll(() => askService(port, site.customerToken)).toEqual([200, { for: 'cora@acme.test' }]);
      expect(await askService(port)).toMatchObject([401, { code: 'authentication_required' }]);
      const narrow = await site.createToken(site.customer, { scopes: ['profile:read'] });
      expect(await askService(port, narrow)).toMatchObject([403, { code: 'insufficient_scope' }]);
      program.kill();
      await ended;
    },
  );

  it('packages/client/README.md: OAuth signs a member in, and again without one', async () => {
    const { text } = examples.find((example) => example.text.includes('startSignIn')) ?? { text: '' };
    const port = await freePort();
    const program = text.replaceAll('8765', String(port));
    const first = start(program, 'sign-in.ts', 0);
    const ended = outputOf(first);
    const [line] = await once(first.stdout ?? first, 'data');
    const url = new URL(String(line).replace('Open ', '').trim());
    const cookie = await site.signIn(site.teamMember);
    const at = null;
    const opened = await site.send('GET', url.pathname + url.search, { cookie, at });
    const request = new URL(opened.headers.location ?? '', site.url).searchParams.get('request');
    const decision = { decision: 'allow' };
    const allowed = await site.send('POST', `/api/v1/oauth/requests/${request}`, {
      cookie,
      at,
      body: decision,
    });
    await fetch(allowed.body.redirectTo);
    expect(await ended).toMatchObject({
      code: 0,
      output: expect.stringContaining('Signed in as tim@acme.test'),
    });
    const tokens = join(published.app, 'tokens.json');
    expect(statSync(tokens).mode & 0o777).toBe(0o600);
    // It is about to expire: the second run refreshes it.
    const stored = JSON.parse(readFileSync(tokens, 'utf8'));
    writeFileSync(tokens, JSON.stringify({ ...stored, expiresAt: Date.now() }));
    const second = await outputOf(start(program, 'sign-in.ts', 0));
    expect(second).toMatchObject({ code: 0, output: 'Signed in as tim@acme.test\n' });
    expect(JSON.parse(readFileSync(tokens, 'utf8')).refreshToken).not.toBe(stored.refreshToken);
  });

  describe.each([
    ['deno', ['run', '-A', '--no-lock', '--node-modules-dir=manual'], 'Deno.serve({ port }, reports);'],
    ['bun', ['run'], 'Bun.serve({ port, fetch: reports });'],
  ])('with %s, if it is installed', (name, args, serving) => {
    const runtime = findProgram(name);
    const startIn = (text: string, port: number) => {
      const file = join(published.app, `${name}.ts`);
      writeFileSync(file, text);
      const env = { ...environment(port), HOME: published.folder };
      return spawn(runtime ?? '', [...args, file], {
        cwd: published.app,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    };

    it.skipIf(runtime === null)('call the API', async () => {
      const [example] = examplesOf('docs/libraries.md');
      const ended = await outputOf(startIn(example?.text ?? '', 0));
      expect(ended).toMatchObject({ code: 0 });
    });

    it.skipIf(runtime === null)('protect a service', async () => {
      const plain = examplesOf('packages/verify/README.md').find(({ name }) => name === 'Plain requests');
      const text = (plain?.text ?? '')
        .replace(/^import { serve }.*$/m, 'const port = Number(process.env.PORT);')
        .replace(/^serve\(.*$/m, serving);
      const port = await freePort();
      const program = startIn(text, port);
      const ended = outputOf(program);
      await expect.poll(() => askService(port, site.customerToken)).toEqual([200, { for: 'cora@acme.test' }]);
      expect(await askService(port)).toMatchObject([401, { code: 'authentication_required' }]);
      program.kill();
      await ended;
    });
  });
});

/** Returns the status and the body of a service's response. @param token of the request */
async function askService(port: number, token?: string): Promise<[number, unknown]> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://localhost:${port}/reports`, { headers });
  return [response.status, await response.json()];
}
