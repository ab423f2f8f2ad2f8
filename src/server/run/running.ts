/** A started server, or the supervisor of several. */
export type Running = {
  /** Stops accepting requests, finishes running ones, writes pending data and closes the database. */
  readonly close: () => Promise<void>;
  /** Whether the process cannot end by itself because of a query; see the database. */
  readonly isHeldUp?: () => boolean;
};
