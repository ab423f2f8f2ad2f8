import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blockOf } from '../support/servers/documented-block.ts';
import { read } from './context.ts';

const strict = { additionalProperties: false };
const text = Type.String();
const duration = Type.String({ pattern: '^\\d+(ms|s|m)$' });
const optional = Type.Optional;

/** The fields of Traefik 3's dynamic configuration that our files use; any other is a mistake. */
const Dynamic = Type.Object(
  {
    http: Type.Object(
      {
        routers: Type.Record(
          text,
          Type.Object(
            {
              rule: text,
              service: text,
              entryPoints: optional(Type.Array(text)),
              middlewares: optional(Type.Array(text)),
              tls: optional(Type.Object({}, strict)),
            },
            strict,
          ),
        ),
        middlewares: Type.Record(
          text,
          Type.Object(
            {
              forwardAuth: optional(
                Type.Object(
                  { address: Type.String({ pattern: '^https?://' }), authResponseHeaders: Type.Array(text) },
                  strict,
                ),
              ),
              headers: optional(Type.Object({ customRequestHeaders: Type.Record(text, text) }, strict)),
              retry: optional(Type.Object({ attempts: Type.Integer(), initialInterval: duration }, strict)),
            },
            { ...strict, minProperties: 1, maxProperties: 1 },
          ),
        ),
        services: Type.Record(
          text,
          Type.Object(
            {
              loadBalancer: Type.Object(
                {
                  servers: Type.Array(Type.Object({ url: Type.String({ pattern: '^https?://' }) }, strict)),
                  healthCheck: optional(
                    Type.Object({ path: text, interval: duration, timeout: duration }, strict),
                  ),
                },
                strict,
              ),
            },
            strict,
          ),
        ),
      },
      strict,
    ),
  },
  strict,
);

/** Returns every name that a router uses and no section has. */
function missingNames({ http }: Static<typeof Dynamic>): string[] {
  return Object.values(http.routers).flatMap(({ service, middlewares = [] }) => [
    ...[service].filter((name) => !(name in http.services)),
    ...middlewares.filter((name) => !(name in http.middlewares)),
  ]);
}

describe.each([
  ['ops/traefik/spedy.yaml', read('ops/traefik/spedy.yaml')],
  ['docs/proxies.md', blockOf('yaml', 'docs/proxies.md', '## Traefik')],
])('the configuration of Traefik in %s', (_file, source) => {
  it('has only fields that Traefik 3 knows, and only names that exist', () => {
    const dynamic = parse(source);
    expect([...Value.Errors(Dynamic, dynamic)]).toEqual([]);
    expect(missingNames(dynamic)).toEqual([]);
    dynamic.http.trustForwardHeader = true;
    expect([...Value.Errors(Dynamic, dynamic)]).not.toEqual([]);
  });
});

describe('ops/traefik', () => {
  const { http } = parse(read('ops/traefik/spedy.yaml'));
  const fixed = parse(read('ops/traefik/traefik.yaml'));

  it('lets in the bare domain and the hosts of organizations', () => {
    const { rule } = http.routers.spedy;
    const [, host] = /Host\(`([^`]+)`\)/.exec(rule) ?? [];
    const [, pattern = ''] = /HostRegexp\(`([^`]+)`\)/.exec(rule) ?? [];
    const isServed = (name: string) => name === host || new RegExp(pattern).test(name);
    for (const name of ['spedy.example', 'acme-corp.spedy.example', 'a1.spedy.example'])
      expect([name, isServed(name)]).toEqual([name, true]);
    for (const name of [
      'evilspedy.example',
      'a.spedyxexample',
      'a.b.spedy.example',
      'spedy.example.evil.example',
    ])
      expect([name, isServed(name)]).toEqual([name, false]);
  });

  it('uses entry points and a resolver that exist, with a certificate for both names', () => {
    for (const name of http.routers.spedy.entryPoints) expect(fixed.entryPoints).toHaveProperty(name);
    const { certResolver, domains } = fixed.entryPoints.websecure.http.tls;
    expect(fixed.certificatesResolvers).toHaveProperty(certResolver);
    expect(domains).toEqual([{ main: 'spedy.example', sans: ['*.spedy.example'] }]);
  });

  it('trusts no forwarding headers of clients', () => {
    for (const point of Object.values(fixed.entryPoints))
      expect(point).not.toHaveProperty('forwardedHeaders');
  });
});
