import type { FastifyContextConfig, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import findMyWay from 'find-my-way';
import { takesFromOrigins } from './cors.ts';
import type { Server } from './server.ts';

/** What the routes of a path have in common, whatever their methods: what its other methods are answered by. */
export type PathMethods = {
  readonly methods: Set<string>;
  errorForm?: 'oauth';
  /** Pages of any origin may read its answers. */
  open?: boolean;
  /** A preflight lets pages of any origin ask. */
  takesFromOrigins?: boolean;
  /** What a probe without a credential is answered by, before it is told of its method. */
  probed?: FastifyContextConfig['access'];
};

/** Which methods each path has: what the Allow header says, and what the rest are refused by. */
export class MethodTable {
  readonly #paths = new Map<string, PathMethods>();
  /** By path alone: a route for each method that a path has not would be thirty for each path. */
  readonly #router: ReturnType<typeof findMyWay>;

  /** @param maxParamLength most characters of one segment of a path */
  constructor(maxParamLength: number) {
    this.#router = findMyWay({ maxParamLength });
  }

  note({ url, method, config }: RouteOptions): void {
    let path = this.#paths.get(url);
    if (!path) {
      path = { methods: new Set(['OPTIONS']) };
      this.#paths.set(url, path);
      this.#router.on('GET', url, () => {}, path);
    }
    for (const name of [method].flat()) path.methods.add(name);
    if (config?.errorForm) path.errorForm = config.errorForm;
    if (config?.open) path.open = true;
    if (config && takesFromOrigins({ url, config })) path.takesFromOrigins = true;
    // Clients of the MCP server ask by GET or HEAD first, to learn where to get a token.
    if (config?.access?.credential === 'any' && config.access.audience === 'mcp') path.probed = config.access;
  }

  /** What the path of a request's URL has; null for one that has nothing. */
  find(url: string): PathMethods | null {
    const [path = ''] = url.split('?', 1);
    return this.#router.find('GET', path)?.store ?? null;
  }

  /** Gives every path an answer to OPTIONS: 204 with Allow (RFC 9110 9.3.7). The gate answers preflights. */
  answerOptions(server: Server): void {
    for (const [url, { methods, errorForm, open }] of [...this.#paths]) {
      const headers = { allow: allowed(methods) };
      server.route({
        method: 'OPTIONS',
        url,
        schema: { hide: true },
        config: {
          access: { credential: 'none', anyHost: true },
          ...(errorForm ? { errorForm } : {}),
          ...(open ? {} : { crossOrigin: false }),
        },
        handler: (_request: FastifyRequest, reply: FastifyReply) => reply.headers(headers).status(204).send(),
      });
    }
  }
}

/** The Allow header of a path (RFC 9110 10.2.1). */
export function allowed(methods: ReadonlySet<string>): string {
  return [...methods].sort().join(', ');
}
