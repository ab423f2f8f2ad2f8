import type { FastifyContextConfig, RouteOptions } from 'fastify';
import findMyWay from 'find-my-way';
import type { ErrorForm } from '../../contract/schemas.ts';
import { acceptsCrossOrigin } from './cors.ts';

/** What the routes of one path have in common; used to answer its other methods. */
export type PathMethods = {
  readonly methods: Set<string>;
  errorForm?: ErrorForm;
  /** Pages of any origin may read its responses. */
  open?: boolean;
  /** A preflight allows requests from pages of any origin. */
  acceptsCrossOrigin?: boolean;
  /** The access check for a GET or HEAD probe, which runs before the 405. */
  probed?: FastifyContextConfig['access'];
};

/** The methods of each path, for OPTIONS, the Allow header and 405 responses. */
export class MethodTable {
  readonly #paths = new Map<string, PathMethods>();
  /** Routes by path only: a route of the server for each unsupported method would be thirty per path. */
  readonly #router: ReturnType<typeof findMyWay>;

  /** @param maxParamLength maximum length of a path segment in characters */
  constructor(maxParamLength: number) {
    this.#router = findMyWay({ maxParamLength });
  }

  add({ url, method, config }: RouteOptions): void {
    let path = this.#paths.get(url);
    if (!path) {
      path = { methods: new Set(['OPTIONS']) };
      this.#paths.set(url, path);
      this.#router.on('GET', url, () => {}, path);
    }
    for (const name of [method].flat()) path.methods.add(name);
    if (config?.errorForm) path.errorForm = config.errorForm;
    if (config?.open) path.open = true;
    if (config && acceptsCrossOrigin({ url, config })) path.acceptsCrossOrigin = true;
    // MCP clients send GET or HEAD first, to learn where to get a token.
    if (config?.access?.credential === 'any' && config.access.audience === 'mcp') path.probed = config.access;
  }

  /** Returns the methods of a URL's path, or null for an unknown path. */
  find(url: string): PathMethods | null {
    const [path = ''] = url.split('?', 1);
    return this.#router.find('GET', path)?.store ?? null;
  }
}

/** The Allow header of a path (RFC 9110 10.2.1). */
export function allowHeader(methods: ReadonlySet<string>): string {
  return [...methods].sort().join(', ');
}
