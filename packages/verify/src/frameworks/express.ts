import type { Request, RequestHandler } from 'express';
import { VerifyError } from '../errors.ts';
import { type Guard, requireBoard, requireRole, requireScope } from '../guards.ts';
import type { Identity, Role, Scope } from '../identity.ts';
import type { Verifier } from '../verifier.ts';
import { RequestStates } from './request-states.ts';

export type ExpressAuth = {
  /** Accepts every valid token. */
  readonly authenticate: RequestHandler;
  /** Accepts valid tokens with all of these scopes. */
  readonly requireScope: (...scopes: readonly [Scope, ...Scope[]]) => RequestHandler;
  /** Accepts valid tokens of members with one of these roles. */
  readonly requireRole: (...roles: readonly [Role, ...Role[]]) => RequestHandler;
  /** Accepts valid tokens of members who can see the board. @param name returns its ID or key */
  readonly requireBoard: (name: (request: Request) => string) => RequestHandler;
  /** Returns whom a request acts as, after one of the guards. */
  readonly identity: (request: Request) => Identity;
};

/** Guards for routes of Express. */
export function expressAuth(verifier: Verifier): ExpressAuth {
  const states = new RequestStates(verifier);
  const handler =
    (guardOf?: (request: Request) => Guard): RequestHandler =>
    async (request, response, next) => {
      try {
        await states.check(request, request.headers.authorization, guardOf?.(request));
      } catch (error) {
        if (!(error instanceof VerifyError)) return next(error);
        response.status(error.status).set(error.headers).json(error);
        return;
      }
      next();
    };
  return {
    authenticate: handler(),
    requireScope: (...scopes) => handler(() => requireScope(...scopes)),
    requireRole: (...roles) => handler(() => requireRole(...roles)),
    requireBoard: (name) => handler((request) => requireBoard(name(request))),
    identity: (request) => states.identity(request),
  };
}
