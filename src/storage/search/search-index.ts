import type { RawBuilder } from 'kysely';
import type { Database } from '../database.ts';
import type { Token } from './tokens.ts';

/** A ticket with the tokens of its texts and of its board. */
export type IndexedTicket = { readonly id: string; readonly tokens: readonly Token[] };

/** What tickets must have to be found. */
export type Wanted = {
  readonly organizationId: string;
  /** At least one token. A ticket has all of them. */
  readonly all: readonly Token[];
  /** A ticket has one of these. Null for no such condition. */
  readonly any: readonly Token[] | null;
  /**
   * The IDs of the boards whose tokens these are, if so many tickets have one of them that it is faster to check each ticket
   * that has all others. Null otherwise.
   */
  readonly checkedBoards: readonly string[] | null;
};

/** The part of an organization's tickets to read. Newer tickets have higher positions. */
export type Stretch = {
  /** Only tickets with lower positions. */
  readonly before: number;
  /** Only tickets with this position or a higher one. */
  readonly from: number;
  /** Whether so few tickets have the first token that all of these can be read at once. */
  readonly isRare: boolean;
};

/** A ticket that the index has found. */
export type Candidate = { readonly id: string; readonly position: number };

/**
 * Finds tickets by tokens. It can find a ticket that does not contain the searched text, but never misses one that does.
 * Both databases find the same tickets in the same order.
 */
export type SearchIndex = {
  /** Adds tickets of an organization, oldest first, in the transaction that inserts them. */
  readonly add: (trx: Database, organizationId: string, tickets: readonly IndexedTicket[]) => Promise<void>;
  /**
   * Adds tickets that are older than all that the index has of their organization, oldest first, and no other tickets have
   * these numbers.
   * @param first the number of the first of them
   */
  readonly addOlder: (
    trx: Database,
    organizationId: string,
    tickets: readonly IndexedTicket[],
    first: number,
  ) => Promise<void>;
  /**
   * Replaces the tokens of a ticket in the transaction that changes it. One that the index does not have yet is left to
   * `fillNext`.
   */
  readonly replace: (trx: Database, organizationId: string, ticket: IndexedTicket) => Promise<void>;
  /** Returns a position after those of all tickets that the index has of an organization, or a lower one that is given. */
  readonly endOf: (db: Database, organizationId: string, before: number | null) => Promise<number>;
  /** Returns the tickets of a stretch that were created last, newest first, at most `limit`. */
  readonly newest: (
    db: Database,
    wanted: Wanted,
    stretch: Stretch,
    limit: number,
  ) => Promise<readonly Candidate[]>;
  /** Returns when the ticket at a position was created. Null if there is none. */
  readonly createdAt: (db: Database, organizationId: string, position: number) => Promise<number | null>;
  /** A table of IDs with one column, `id`, in one parameter. */
  readonly tableOf: (ids: readonly string[]) => RawBuilder<{ id: string }>;
};
