import { DatabaseUnavailable } from '../errors.ts';

/**
 * Why work is refused: too much of the same tenant or of all tenants waits, it waited until its deadline, its
 * client has gone, or the event loop is late.
 */
export type RefusalReason = 'tenant_queue' | 'queue' | 'deadline' | 'abandoned' | 'event_loop';

/** Work that is refused because there is too much of it. It has not begun, so it can be sent again. */
export class Overloaded extends DatabaseUnavailable {
  override readonly name = 'Overloaded';
  readonly reason: RefusalReason;
  /** The name of the queue, such as `lists`. */
  readonly queue: string;

  private constructor(queue: string, reason: RefusalReason) {
    super(`overloaded: ${queue}, ${reason}`);
    this.queue = queue;
    this.reason = reason;
  }

  /** Without a stack: capturing one would cost more than everything else about a refusal. */
  static of(queue: string, reason: RefusalReason): Overloaded {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const refusal = new Overloaded(queue, reason);
    Error.stackTraceLimit = stackTraceLimit;
    return refusal;
  }
}
