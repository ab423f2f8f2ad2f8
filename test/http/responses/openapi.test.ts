import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../../src/http/server.ts';
import { type Acme, createAcme } from '../../support/world.ts';

type Operation = {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: unknown }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  'x-required-scope'?: string;
  responses: Record<string, { description: string; content?: unknown }>;
};

/** The media types that the bodies of a path may have. */
function bodyTypes(path: string): string[] {
  if (path.startsWith('/scim/')) return ['application/scim+json'];
  if (path.endsWith('/logo')) return ['image/png', 'image/jpeg', 'image/webp'];
  return ['application/json', 'application/x-www-form-urlencoded'];
}

/** Returns every path of the router, parsed from the tree that it prints. */
function routesOf(server: Server): string[] {
  const paths = new Set<string>();
  const above: string[] = [];
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^([│ ]*)[├└]── (\S*)( \(.*\))?$/.exec(line);
    if (!match) continue;
    const [, indent = '', part = '', methods] = match;
    above.length = indent.length / 4;
    above.push(part);
    if (methods) paths.add(above.join(''));
  }
  return [...paths];
}

describe('/openapi.json', () => {
  let acme: Acme;
  let paths: Record<string, Record<string, Operation>>;
  beforeAll(async () => {
    acme = await createAcme();
    paths = (await acme.send('GET', '/openapi.json')).body.paths;
  });
  afterAll(() => acme.close());
  const operations = () =>
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );

  it('returns OpenAPI 3.1 without a credential at an organization and at the bare domain', async () => {
    for (const at of ['acme-corp', null]) {
      const { body, headers } = await acme.send('GET', '/openapi.json', { at });
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(body.openapi).toMatch(/^3\.1\.\d$/);
      expect(body.info).toMatchObject({
        title: 'Spedy API',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
      const schemes = Object.keys(body.components.securitySchemes);
      expect(schemes).toEqual(['token', 'oauth', 'client', 'scim', 'session']);
    }
  });

  it('contains exactly the routes under /api/v1 and /scim/v2, and the health checks', () => {
    const documented = Object.keys(paths);
    for (const path of documented) expect(path).toMatch(/^\/api\/v1\/|^\/scim\/v2\/|^\/healthz$|^\/readyz$/);
    const isInApi = (path: string) => /^\/(api\/v1|scim\/v2)\//.test(path);
    const routed = routesOf(acme.app.server).filter(isInApi);
    expect(routed.length).toBeGreaterThan(15);
    const inApi = documented.filter(isInApi);
    expect(inApi.map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1')).sort()).toEqual(routed.sort());
  });

  it('documents exactly the methods of each path', async () => {
    for (const [path, item] of Object.entries(paths)) {
      const { headers } = await acme.send('OPTIONS', path.replaceAll(/\{\w+\}/g, 'x'));
      const allowed = headers.allow?.split(', ').filter((method) => !['HEAD', 'OPTIONS'].includes(method));
      expect(
        Object.keys(item)
          .map((method) => method.toUpperCase())
          .sort(),
        path,
      ).toEqual(allowed);
    }
  });

  it('describes each operation completely', () => {
    for (const { path, method, operation } of operations()) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toMatch(/\w/);
      expect(operation.tags, name).toHaveLength(1);
      expect(operation.security, name).toBeDefined();
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(inPath.map((parameter) => parameter.name).sort(), name).toEqual(named.sort());
      for (const parameter of inPath) expect(parameter.required, name).toBe(true);
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.filter((status) => /^(20[0-4]|303)$/.test(status)),
        name,
      ).toHaveLength(1);
      expect(statuses, name).toEqual(expect.arrayContaining(['400', '429', '500', '503']));
      for (const response of Object.values(operation.responses))
        expect(response.description, name).toEqual(expect.any(String));
      for (const type of Object.keys(operation.requestBody?.content ?? {}))
        expect(bodyTypes(path), name).toContain(type);
    }
  });

  it('gives each operation a name of its own', () => {
    const names = operations().map(({ operation }) => operation.operationId ?? '');
    for (const name of names) expect(name).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it('names the servers, the licence and whom to ask', async () => {
    const { servers, info } = (await acme.send('GET', '/openapi.json')).body;
    expect(servers).toEqual([
      {
        url: 'http://{slug}.localhost:3000',
        description: expect.any(String),
        variables: { slug: { default: 'acme-corp', description: expect.any(String) } },
      },
      { url: 'http://localhost:3000', description: expect.any(String) },
    ]);
    expect(info.license.identifier).toBe('Apache-2.0');
    expect(info.contact.url).toBe('http://localhost:3000');
  });

  it('contains no broken references', async () => {
    const { text, body } = await acme.send('GET', '/openapi.json');
    for (const [, reference] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = reference?.split('/').reduce((node, key) => node?.[key], body);
      expect(target, reference).toBeDefined();
    }
  });

  it('documents the required credential and scope of each operation correctly', async () => {
    const narrow = await acme.createToken(acme.admin, { scopes: ['profile:read'] });
    for (const { path, method, operation } of operations()) {
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      const name = `${method} ${path}`;
      const anonymous = await acme.send(method.toUpperCase(), url);
      if (operation.security?.length === 0) expect(anonymous.status, name).not.toBe(401);
      else expect(anonymous.status, name).toBe(401);
      const scope = operation['x-required-scope'];
      if (scope === undefined) continue;
      const oauth = operation.security?.find((one) => one.oauth)?.oauth;
      expect(oauth ?? [scope], name).toEqual([scope]);
      const answer = await acme.send(method.toUpperCase(), url, { token: narrow });
      expect([answer.status, answer.body.code], name).toEqual([403, 'insufficient_scope']);
      expect(answer.headers['www-authenticate'], name).toContain(`scope="${scope}"`);
    }
  });
});
