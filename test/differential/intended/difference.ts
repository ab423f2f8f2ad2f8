/** An intended difference between our decision and the oracle's. */
export type Difference = {
  readonly scenarios: readonly string[];
  readonly ours: string;
  readonly theirs: string;
  readonly reason: string;
  /** The section that requires or permits our decision. */
  readonly rfc: string;
};
