/** Told how far a backup or a restore is. */
export type Meter = {
  /** A part of the work begins, such as `Writing`, with a number of rows. */
  readonly begin: (part: string, rows: number) => void;
  readonly add: (rows: number) => void;
};
