import { type Authenticated, authenticate, type Guard } from '../guards.ts';
import type { Identity } from '../identity.ts';
import type { Verifier } from '../verifier.ts';

/** The authenticated requests of a framework, by its own object for each. */
export class RequestStates {
  readonly #verifier: Verifier;
  readonly #states = new WeakMap<object, Authenticated>();

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  /** Authenticates a request, unless it is already, and asks a guard. @throws VerifyError */
  async check(request: object, authorization: string | null | undefined, guard?: Guard): Promise<void> {
    const state = this.#states.get(request) ?? (await authenticate(this.#verifier, authorization));
    this.#states.set(request, state);
    await guard?.(state);
  }

  /** @throws Error for a request that no guard has checked, which is a bug in a route */
  identity(request: object): Identity {
    const state = this.#states.get(request);
    if (!state) throw new Error('This route has no guard: add authenticate, requireScope or another one.');
    return state.identity;
  }
}
