import { recorder } from '../../telemetry/recorder.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import { Overloaded } from './overloaded.ts';
import { currentWork, ownWork, type Work } from './work.ts';

export type FairQueueOptions = {
  /** Its name in logs and metrics. */
  readonly name: string;
  /** How much work runs at once. */
  readonly slots: number;
  /** How much work of one tenant runs at once, except the server's own; by default, as much as there are slots. */
  readonly slotsPerTenant?: number;
  /** How much work of one tenant waits at most. */
  readonly waitingPerTenant: number;
  /** How much work waits at most. */
  readonly waiting: number;
  /** Milliseconds before its deadline at which work gives up waiting, because it could not finish any more. */
  readonly reserve?: number;
};

/** The part of a tenant's waiting work that one lane has at most, so that its other lanes find room. */
const partPerLane = 0.5;

/** Gives a slot back. Call it exactly once. */
export type Leave = () => void;

type Waiter = { readonly work: Work; readonly start: () => void };

/** The work of one tenant: how much runs, and what waits, by lane. */
class Tenant {
  readonly lanes = new Map<string, Set<Waiter>>();
  /** How much of it runs at once. */
  readonly slots: number;
  running = 0;
  waiting = 0;

  constructor(slots: number) {
    this.slots = slots;
  }

  get mayRun(): boolean {
    return this.running < this.slots;
  }

  add(waiter: Waiter): void {
    const { lane } = waiter.work;
    const waiters = this.lanes.get(lane) ?? new Set();
    this.lanes.set(lane, waiters.add(waiter));
    this.waiting += 1;
  }

  /** Returns whether it was still waiting. */
  remove(waiter: Waiter): boolean {
    const { lane } = waiter.work;
    const waiters = this.lanes.get(lane);
    if (!waiters?.delete(waiter)) return false;
    if (waiters.size === 0) this.lanes.delete(lane);
    this.waiting -= 1;
    return true;
  }

  /** Takes the oldest waiter of the lane whose turn it is; that lane is the last one then. */
  next(): Waiter | undefined {
    for (const [lane, waiters] of this.lanes)
      for (const waiter of waiters) {
        this.remove(waiter);
        if (this.lanes.delete(lane)) this.lanes.set(lane, waiters);
        return waiter;
      }
    return undefined;
  }
}

/**
 * A limit on work that runs at once, with a bounded queue before it. Tenants take turns, and within a tenant its
 * lanes do, so whoever floods it waits behind their own work. A waiter gives up at its deadline.
 */
export class FairQueue {
  readonly #options: Required<FairQueueOptions>;
  /** Tenants with work. Those that wait are in the order of their turns. */
  readonly #tenants = new Map<string, Tenant>();
  #running = 0;
  #waiting = 0;
  /** Called when nothing runs any more. While there are any, nothing begins. */
  readonly #drains = new Set<() => void>();

  constructor(options: FairQueueOptions) {
    this.#options = { slotsPerTenant: options.slots, reserve: 0, ...options };
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** How much work waits. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Takes a slot, immediately if one is free.
   * @param by deadline on the clock of `performance.now()`
   * @throws Overloaded, immediately if too much waits already
   */
  enter(by: number, work = currentWork()): MaybePromise<Leave> {
    const tenant = this.#tenantOf(work);
    if (this.#mayBegin && tenant.mayRun) {
      recorder?.observe('spedy_queue_wait_duration_seconds', { queue: this.#options.name }, 0);
      return this.#begin(tenant, work);
    }
    try {
      this.#requireRoom(work);
    } catch (error) {
      this.#forgetIdle(tenant, work);
      throw error;
    }
    return new Promise((resolve, reject) => this.#wait(tenant, work, by, resolve, reject));
  }

  /**
   * Does work with a slot.
   * @throws as `enter`, or what the work throws
   */
  async run<T>(by: number, work: () => Promise<T>): Promise<T> {
    const leave = await this.enter(by);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * Lets nothing begin until the returned function is called, and waits until nothing runs, at most until a deadline. What
   * wants to begin meanwhile waits as in a full queue.
   */
  async drain(by: number): Promise<() => void> {
    const { promise: drained, resolve } = Promise.withResolvers<void>();
    this.#drains.add(resolve);
    const timer = setTimeout(resolve, Math.max(1, by - performance.now()));
    if (this.isIdle) resolve();
    await drained;
    clearTimeout(timer);
    return () => {
      this.#drains.delete(resolve);
      this.#startNext();
    };
  }

  get #mayBegin(): boolean {
    return this.#drains.size === 0 && this.#running < this.#options.slots;
  }

  #requireRoom(work: Work): void {
    if (work.tenant === ownWork.tenant) return;
    const { name, waiting, waitingPerTenant } = this.#options;
    const tenant = this.#tenants.get(work.tenant);
    const inLane = tenant?.lanes.get(work.lane)?.size ?? 0;
    if (inLane >= waitingPerTenant * partPerLane || (tenant?.waiting ?? 0) >= waitingPerTenant)
      throw Overloaded.of(name, 'tenant_queue');
    if (this.#waiting >= waiting) throw Overloaded.of(name, 'queue');
  }

  #tenantOf({ tenant: name }: Work): Tenant {
    let tenant = this.#tenants.get(name);
    if (!tenant) {
      const { slots, slotsPerTenant } = this.#options;
      tenant = new Tenant(name === ownWork.tenant ? slots : slotsPerTenant);
      this.#tenants.set(name, tenant);
    }
    return tenant;
  }

  #begin(tenant: Tenant, work: Work): Leave {
    tenant.running += 1;
    this.#running += 1;
    this.#measure();
    return () => {
      tenant.running -= 1;
      this.#running -= 1;
      this.#measure();
      this.#forgetIdle(tenant, work);
      if (this.isIdle) for (const drained of this.#drains) drained();
      this.#startNext();
    };
  }

  #wait(
    tenant: Tenant,
    work: Work,
    by: number,
    resolve: (leave: Leave) => void,
    reject: (error: Overloaded) => void,
  ): void {
    const since = performance.now();
    const start = () => {
      clearTimeout(timer);
      const waited = performance.now() - since;
      recorder?.observe('spedy_queue_wait_duration_seconds', { queue: this.#options.name }, waited / 1_000);
      if (work !== ownWork) work.waited += waited;
      if (work.isAbandoned()) reject(Overloaded.of(this.#options.name, 'abandoned'));
      else resolve(this.#begin(tenant, work));
    };
    const waiter = { work, start };
    const giveUp = () => {
      if (!tenant.remove(waiter)) return;
      this.#waiting -= 1;
      this.#measure();
      this.#forgetIdle(tenant, work);
      reject(Overloaded.of(this.#options.name, 'deadline'));
    };
    // After a long turn of the event loop, the timer fires before answers that free slots are read.
    const late = () => setImmediate(() => setImmediate(giveUp));
    const timer = setTimeout(late, Math.max(1, by - this.#options.reserve - since));
    tenant.add(waiter);
    this.#waiting += 1;
    this.#measure();
  }

  #startNext(): void {
    while (this.#waiting > 0 && this.#mayBegin) {
      const waiter = this.#takeNext();
      if (!waiter) return;
      this.#waiting -= 1;
      this.#measure();
      waiter.start();
    }
  }

  /** Takes the next waiter of the tenant whose turn it is; that tenant is the last one then. */
  #takeNext(): Waiter | undefined {
    for (const [name, tenant] of this.#tenants) {
      if (tenant.waiting === 0 || !tenant.mayRun) continue;
      this.#tenants.delete(name);
      this.#tenants.set(name, tenant);
      return tenant.next();
    }
    return undefined;
  }

  #measure(): void {
    if (recorder === null) return;
    const queue = { queue: this.#options.name };
    recorder.set('spedy_queue_waiting', queue, this.#waiting);
    recorder.set('spedy_queue_running', queue, this.#running);
  }

  #forgetIdle({ running, waiting }: Tenant, { tenant }: Work): void {
    if (running === 0 && waiting === 0) this.#tenants.delete(tenant);
  }
}
