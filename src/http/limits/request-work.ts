import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressKey } from '../../contract/limits/addresses.ts';
import type { Work } from '../../storage/load/work.ts';

/** The database work of a request. Costs nothing until a query asks. */
export class RequestWork implements Work {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  #listeners: Set<() => void> | null = null;
  #isKept = false;
  readonly isList: boolean;
  waited: number;

  constructor(request: FastifyRequest, reply: FastifyReply, isList: boolean) {
    this.#request = request;
    this.#reply = reply;
    this.isList = isList;
    this.waited = reply.elapsedTime;
  }

  get tenant(): string {
    const { principal, target } = this.#request;
    return principal?.organization.id ?? (target?.kind === 'organization' ? target.id : 'bare domain');
  }

  get lane(): string {
    return this.#request.principal?.user.id ?? addressKey(this.#request.ip);
  }

  isAbandoned(): boolean {
    const { raw } = this.#reply;
    if (this.#isKept || raw.writableFinished) return false;
    return raw.destroyed || this.#request.raw.socket.destroyed;
  }

  whenAbandoned(listener: () => void): () => void {
    // One listener on the response, because Node warns of more than ten.
    this.#listeners ??= this.#listen();
    this.#listeners.add(listener);
    return () => void this.#listeners?.delete(listener);
  }

  keep(): void {
    this.#isKept = true;
  }

  #listen(): Set<() => void> {
    const listeners = new Set<() => void>();
    this.#reply.raw.once('close', () => {
      if (this.isAbandoned()) for (const listener of listeners) listener();
    });
    return listeners;
  }
}
