import type { Client } from 'pg';

/**
 * Time limit in milliseconds for connecting. Longer than a request waits: a connection that is too late for one request
 * serves the next.
 */
export const connectLimit = 3_000;
/**
 * The limit of every second attempt while the database cannot be reached, to find out soon that an attempt that gets no
 * answer, such as one to a machine that has failed, would get one now.
 */
const shortLimit = 1_000;
/** Milliseconds after which an attempt is given up if a later one has succeeded. */
const overtakenAfter = 1_000;

/** Times of `performance.now()`. */
type Contact = {
  readonly beganAt: number;
  /** When the connection was usable; infinite until then. */
  openedAt: number;
  /** When it last answered. */
  heardAt: number;
};

/**
 * What the connections of a process to one database learn from each other. After a failover or a loss of the network,
 * connections and attempts to connect that never get an answer would otherwise be found one by one, each by a request
 * that fails, and would hold their places in the pools meanwhile.
 */
export class Reach {
  readonly #contacts = new Map<Client, Contact>();
  /** Attempts since the database was lost; null while it can be reached. */
  #attempts: number | null = null;
  /** What has not answered since then probably never will. */
  #suspectBefore = Number.NEGATIVE_INFINITY;

  /** Limits the time of an attempt to connect. Call before the client connects. */
  watch(client: Client): void {
    const beganAt = performance.now();
    const contact = { beganAt, openedAt: Number.POSITIVE_INFINITY, heardAt: Number.NEGATIVE_INFINITY };
    this.#contacts.set(client, contact);
    const timer = setTimeout(() => isOpening(contact) && giveUpOpening(client), this.#nextLimit()).unref();
    client.once('end', () => {
      clearTimeout(timer);
      this.#contacts.delete(client);
      if (isOpening(contact)) this.#attempts ??= 0;
    });
  }

  #nextLimit(): number {
    if (this.#attempts === null) return connectLimit;
    this.#attempts += 1;
    return this.#attempts % 2 === 1 ? shortLimit : connectLimit;
  }

  /** Notes that a connection is usable, and gives up attempts that began long before it. */
  opened(client: Client): void {
    const contact = this.#contacts.get(client);
    if (!contact) return;
    this.#attempts = null;
    const now = performance.now();
    contact.openedAt = now;
    contact.heardAt = now;
    for (const [other, attempt] of this.#contacts) {
      const isOvertaken = attempt.beganAt < contact.beganAt && attempt.beganAt < now - overtakenAfter;
      if (isOvertaken && isOpening(attempt)) giveUpOpening(other);
    }
  }

  /** Notes that the database answered over a connection. */
  heard(client: Client): void {
    const contact = this.#contacts.get(client);
    if (contact) contact.heardAt = performance.now();
  }

  /**
   * Notes that a statement got no answer in time. If no older connection got one since, the database or the way to it was
   * lost, and all of them are suspect; otherwise it is the statement that takes long.
   * @param since when it was sent
   */
  silent(since: number): void {
    for (const { openedAt, heardAt } of this.#contacts.values())
      if (openedAt < since && heardAt > since) return;
    this.#attempts ??= 0;
    this.#suspectBefore = Math.max(this.#suspectBefore, since);
  }

  /** Whether a connection should be replaced instead of used. */
  isSuspect(client: Client): boolean {
    const heardAt = this.#contacts.get(client)?.heardAt;
    return heardAt !== undefined && heardAt < this.#suspectBefore;
  }
}

function isOpening({ openedAt }: Contact): boolean {
  return openedAt === Number.POSITIVE_INFINITY;
}

function giveUpOpening(client: Client): void {
  client.connection.stream.destroy(new Error('timed out connecting to the database'));
}
