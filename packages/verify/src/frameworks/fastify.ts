import type { FastifyReply, FastifyRequest } from 'fastify';
import { VerifyError } from '../errors.ts';
import { type Guard, requireBoard, requireRole, requireScope } from '../guards.ts';
import type { Identity, Role, Scope } from '../identity.ts';
import type { Verifier } from '../verifier.ts';
import { RequestStates } from './request-states.ts';

/** For `onRequest`, before the body is read, or any later hook of a route. */
export type FastifyGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export type FastifyAuth = {
  /** Accepts every valid token. */
  readonly authenticate: FastifyGuard;
  /** Accepts valid tokens with all of these scopes. */
  readonly requireScope: (...scopes: readonly [Scope, ...Scope[]]) => FastifyGuard;
  /** Accepts valid tokens of members with one of these roles. */
  readonly requireRole: (...roles: readonly [Role, ...Role[]]) => FastifyGuard;
  /** Accepts valid tokens of members who can see the board. @param name returns its ID or key */
  readonly requireBoard: (name: (request: FastifyRequest) => string) => FastifyGuard;
  /** Returns whom a request acts as, after one of the guards. */
  readonly identity: (request: FastifyRequest) => Identity;
};

/** Guards for routes of Fastify. */
export function fastifyAuth(verifier: Verifier): FastifyAuth {
  const states = new RequestStates(verifier);
  const hook =
    (guardOf?: (request: FastifyRequest) => Guard): FastifyGuard =>
    async (request, reply) => {
      try {
        await states.check(request, request.headers.authorization, guardOf?.(request));
        return;
      } catch (error) {
        if (!(error instanceof VerifyError)) throw error;
        return reply.code(error.status).headers(error.headers).send(error.toJSON());
      }
    };
  return {
    authenticate: hook(),
    requireScope: (...scopes) => hook(() => requireScope(...scopes)),
    requireRole: (...roles) => hook(() => requireRole(...roles)),
    requireBoard: (name) => hook((request) => requireBoard(name(request))),
    identity: (request) => states.identity(request),
  };
}
