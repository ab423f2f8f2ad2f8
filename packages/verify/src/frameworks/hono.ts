import type { Context, MiddlewareHandler } from 'hono';
import { VerifyError } from '../errors.ts';
import { type Guard, requireBoard, requireRole, requireScope } from '../guards.ts';
import type { Identity, Role, Scope } from '../identity.ts';
import type { Verifier } from '../verifier.ts';
import { RequestStates } from './request-states.ts';

export type HonoAuth = {
  /** Accepts every valid token. */
  readonly authenticate: MiddlewareHandler;
  /** Accepts valid tokens with all of these scopes. */
  readonly requireScope: (...scopes: readonly [Scope, ...Scope[]]) => MiddlewareHandler;
  /** Accepts valid tokens of members with one of these roles. */
  readonly requireRole: (...roles: readonly [Role, ...Role[]]) => MiddlewareHandler;
  /** Accepts valid tokens of members who can see the board. @param name returns its ID or key */
  readonly requireBoard: (name: (context: Context) => string) => MiddlewareHandler;
  /** Returns whom a request acts as, after one of the guards. */
  readonly identity: (context: Context) => Identity;
};

/** Guards for routes of Hono. */
export function honoAuth(verifier: Verifier): HonoAuth {
  const states = new RequestStates(verifier);
  const handler =
    (guardOf?: (context: Context) => Guard): MiddlewareHandler =>
    async (context, next) => {
      try {
        await states.check(context, context.req.header('authorization'), guardOf?.(context));
      } catch (error) {
        if (error instanceof VerifyError) return error.toResponse();
        throw error;
      }
      await next();
      return undefined;
    };
  return {
    authenticate: handler(),
    requireScope: (...scopes) => handler(() => requireScope(...scopes)),
    requireRole: (...roles) => handler(() => requireRole(...roles)),
    requireBoard: (name) => handler((context) => requireBoard(name(context))),
    identity: (context) => states.identity(context),
  };
}
