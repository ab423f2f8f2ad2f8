import { VerifyError } from './errors.ts';
import type { Board, Identity, Role, Scope } from './identity.ts';
import type { Verifier } from './verifier.ts';

/** A request whose token was accepted. The token is private, so that nothing prints it. */
export class Authenticated {
  readonly identity: Identity;
  readonly #verifier: Verifier;
  readonly #token: string;

  constructor(verifier: Verifier, token: string, identity: Identity) {
    this.#verifier = verifier;
    this.#token = token;
    this.identity = identity;
  }

  get challenges() {
    return this.#verifier.challenges;
  }

  findBoard(name: string): Promise<Board | null> {
    return this.#verifier.findBoard(this.#token, name);
  }
}

/** Decides whether a request may go on. @throws VerifyError if not */
export type Guard = (request: Authenticated) => void | Promise<void>;

/** Requires all of these scopes. */
export function requireScope(...scopes: readonly [Scope, ...Scope[]]): Guard {
  return ({ identity, challenges }) => {
    if (!scopes.every((scope) => identity.scopes.includes(scope))) throw challenges.lacks(scopes);
  };
}

/** Requires one of these roles. */
export function requireRole(...roles: readonly [Role, ...Role[]]): Guard {
  return ({ identity }) => {
    if (!roles.includes(identity.role))
      throw new VerifyError('forbidden', `Only members with the role ${roles.join(' or ')} can do this.`);
  };
}

/** Requires that the token's member can see a board. Otherwise it does not exist for them. @param name its ID or key */
export function requireBoard(name: string): Guard {
  return async (request) => {
    const isPossible = /^[0-9A-Za-z_-]{1,64}$/.test(name);
    if (!isPossible || !(await request.findBoard(name)))
      throw new VerifyError('not_found', 'This does not exist, or you cannot see it.');
  };
}

/**
 * Authenticates a request by its Authorization header, then asks the guards in order. A token anywhere else, such as in the
 * query, is not looked at.
 * @throws VerifyError
 */
export async function authenticate(
  verifier: Verifier,
  authorization: string | null | undefined,
  guards: readonly Guard[] = [],
): Promise<Authenticated> {
  const [, token] = /^bearer(?: +(.*))?$/is.exec(authorization ?? '') ?? [null];
  if (token === undefined && !/^bearer/i.test(authorization ?? '')) throw verifier.challenges.required();
  const request = new Authenticated(verifier, token ?? '', await verifier.verify((token ?? '').trimEnd()));
  for (const guard of guards) await guard(request);
  return request;
}
