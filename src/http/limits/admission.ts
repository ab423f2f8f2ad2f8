import type { FastifyReply, FastifyRequest } from 'fastify';
import { FairQueue } from '../../storage/load/fair-queue.ts';
import type { MaybePromise } from '../../storage/maybe-promise.ts';
import { RequestWork } from './request-work.ts';

/** Requests that begin in one turn of the event loop, and how many of them are one organization's. */
const slots = 16;
const slotsPerTenant = 12;
/** Requests of one organization and of all that wait for their turn. */
const waitingPerTenant = 1_000;
const waiting = 4_000;
/** Milliseconds that a request waits for its turn. */
const patience = 1_500;

/**
 * Lets a few requests begin in each turn of the event loop, and the others wait, fair between organizations and
 * within one between members and addresses. So turns stay short under any load: connections are accepted, and requests
 * that need no work in the database are answered in between. Those never wait here.
 */
export class Admission {
  readonly #queue = new FairQueue({ name: 'requests', slots, slotsPerTenant, waitingPerTenant, waiting });

  /**
   * Admits a request when it is its turn, and notes for whom it is.
   * @throws Overloaded, before its body is read
   */
  admit(
    request: FastifyRequest,
    reply: FastifyReply,
    load: 'light' | 'list' | undefined,
  ): MaybePromise<void> {
    const work = new RequestWork(request, reply, load === 'list');
    request.work = work;
    if (load === 'light') return;
    const entered = this.#queue.enter(performance.now() + patience, work);
    if (entered instanceof Promise) return entered.then((leave) => void setImmediate(leave));
    setImmediate(entered);
  }
}
