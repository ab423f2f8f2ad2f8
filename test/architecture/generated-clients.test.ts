import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../support/answers/api-document.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { type Acme, createAcme } from '../support/world.ts';
import { root } from './repository.ts';

const run = promisify(execFile);
const dashboard = createRequire(join(root, 'dashboard/package.json'));

/** Prints the token that it creates, and the code of an error. Types of other codes and fields do not compile. */
const programs = {
  openapiFetch: `
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';
const [, , baseUrl = '', secret = ''] = process.argv;
const api = createClient<paths>({ baseUrl, headers: { authorization: \`Bearer \${secret}\` } });
const created = await api.POST('/api/v1/me/tokens', { body: { name: 'CI Pipeline', scopes: ['tickets:read'] } });
if (created.error) throw new Error(created.error.code);
const token: components['schemas']['CreatedToken'] = created.data;
const missing = await api.GET('/api/v1/me/tokens/{tokenId}', { params: { path: { tokenId: 'tok_unknown' } } });
// @ts-expect-error This operation has no such code.
if (missing.error?.code === 'last_admin') throw new Error();
const code: 'not_found' | undefined = missing.error?.code === 'not_found' ? missing.error.code : undefined;
// @ts-expect-error A token needs a name.
const nameless: paths['/api/v1/me/tokens']['post']['requestBody'] = { content: { 'application/json': {} } };
process.stdout.write(JSON.stringify({ id: token.id, token: token.token, code, nameless: typeof nameless }));
`,
  heyApi: `
import { createToken, getToken, type CreateTokenData, type CreatedToken } from './sdk/index.js';
import { client } from './sdk/client.gen.js';
const [, , baseUrl = '', secret = ''] = process.argv;
client.setConfig({ baseUrl, auth: secret });
const created = await createToken({ body: { name: 'CI Pipeline', scopes: ['tickets:read'] } });
if (created.error) throw new Error(created.error.code);
const token: CreatedToken = created.data;
const missing = await getToken({ path: { tokenId: 'tok_unknown' } });
// @ts-expect-error This operation has no such code.
if (missing.error?.code === 'last_admin') throw new Error();
const code: 'not_found' | undefined = missing.error?.code === 'not_found' ? missing.error.code : undefined;
// @ts-expect-error A token needs a name.
const nameless: CreateTokenData['body'] = {};
process.stdout.write(JSON.stringify({ id: token.id, token: token.token, code, nameless: typeof nameless }));
`,
} as const;

/** Node's own resolution, every strict option, and JavaScript that Node runs. */
const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: false,
  noUncheckedIndexedAccess: true,
  module: 'nodenext',
  target: 'es2024',
  types: ['node'],
  skipLibCheck: true,
  rootDir: '.',
  outDir: 'out',
};

describe('a client generated from /openapi.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-clients-'));
  const input = join(folder, 'openapi.json');
  let acme: Acme;
  let baseUrl: string;
  beforeAll(async () => {
    writeFileSync(input, await apiDocument());
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    const port = await freePort();
    baseUrl = `http://localhost:${port}`;
    acme = await createAcme({ baseUrl, defaultOrganization: 'acme-corp' });
    await acme.app.server.listen({ port, host: 'localhost' });
  });
  afterAll(async () => {
    await acme.close();
    rmSync(folder, { recursive: true });
  });

  /** Compiles a program with the generated code beside it, and runs it. */
  async function runProgram(name: string, source: string) {
    const project = join(folder, name);
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    writeFileSync(join(project, 'main.ts'), source);
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [compiler, '-p', project]).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout, { cause: error });
    });
    const { stdout } = await run(process.execPath, [join(project, 'out/main.js'), baseUrl, acme.adminToken]);
    return JSON.parse(stdout);
  }

  async function expectToken({ id, token, code }: { id: string; token: string; code: string }) {
    expect(code).toBe('not_found');
    const me = await acme.send('GET', '/api/v1/me', { token });
    expect(me.body.authentication).toEqual({ method: 'pat', tokenId: id, scopes: ['tickets:read'] });
  }

  it('by openapi-typescript compiles and creates a token', { timeout: 120_000 }, async () => {
    const project = join(folder, 'openapi-fetch');
    mkdirSync(project);
    // openapi.test.ts proves that it is what the generator makes of the document.
    copyFileSync(join(root, 'dashboard/src/api/schema.ts'), join(project, 'schema.ts'));
    await expectToken(await runProgram('openapi-fetch', programs.openapiFetch));
  });

  it('by @hey-api/openapi-ts compiles and creates a token', { timeout: 120_000 }, async () => {
    const project = join(folder, 'hey-api');
    mkdirSync(project);
    // It needs the compiler's API, which version 7 does not have; the dashboard has version 5 for openapi-typescript.
    const hook = join(folder, 'typescript-5.mjs');
    const typescript = pathToFileURL(dashboard.resolve('typescript')).href;
    writeFileSync(
      hook,
      `import { registerHooks } from 'node:module';
registerHooks({ resolve: (specifier, context, next) => specifier === 'typescript'
  ? { url: ${JSON.stringify(typescript)}, shortCircuit: true } : next(specifier, context) });`,
    );
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const generator = join(root, 'node_modules/@hey-api/openapi-ts/bin/run.js');
    await run(process.execPath, [generator, '-i', input, '-o', join(project, 'sdk'), '--no-log-file'], {
      cwd: project,
      env: { PATH: process.env.PATH, NODE_OPTIONS: `--import ${pathToFileURL(hook)}`, CI: 'true' },
    });
    await expectToken(await runProgram('hey-api', programs.heyApi));
  });
});
