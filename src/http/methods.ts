import { METHODS } from 'node:http';
import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { SpedyError } from './errors.ts';
import type { Server } from './server.ts';

/** Every method that Node's parser takes, except CONNECT, which is not about a path. */
const allMethods = METHODS.filter((method) => method !== 'CONNECT');

/** The methods of a path, and what its other methods have in common with them: the form of errors, who may ask. */
type Path = {
  readonly methods: Set<string>;
  readonly shared: { errorForm?: 'oauth'; cors?: FastifyCorsOptions };
};

/** Which methods each path has: what the Allow header says, and what the rest are refused by. */
export class MethodTable {
  readonly #paths = new Map<string, Path>();

  note({ url, method, config }: RouteOptions): void {
    const path: Path = this.#paths.get(url) ?? { methods: new Set(), shared: {} };
    for (const name of [method].flat()) path.methods.add(name);
    if (config?.errorForm) path.shared.errorForm = config.errorForm;
    if (config?.cors) path.shared.cors = config.cors;
    this.#paths.set(url, path);
  }

  /** Gives every path an answer to every other method: OPTIONS 204, the rest 405, both with Allow (RFC 9110 15.5.6). */
  answerTheRest(server: Server): void {
    for (const method of allMethods) {
      if (!server.supportedMethods.includes(method)) server.addHttpMethod(method);
    }
    for (const [url, { methods, shared }] of [...this.#paths]) {
      const allow = [...methods, 'OPTIONS'].sort().join(', ');
      server.route({
        method: allMethods.filter((method) => !methods.has(method)),
        url,
        schema: { hide: true },
        config: { ...shared, access: { credential: 'none', anyHost: true } },
        // Before the body is read: what is wrong with it does not matter here.
        onRequest: async (request: FastifyRequest) => {
          if (request.method !== 'OPTIONS')
            throw new SpedyError('method_not_allowed', { headers: { allow } });
        },
        handler: (_request: FastifyRequest, reply: FastifyReply) =>
          reply.header('allow', allow).status(204).send(),
      });
    }
  }
}
