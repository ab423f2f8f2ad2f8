/** Where ours decides otherwise than the oracle, and means to. */
export type Difference = {
  readonly scenes: readonly string[];
  readonly ours: string;
  readonly theirs: string;
  readonly reason: string;
  /** The section that asks for ours, or leaves the choice. */
  readonly rfc: string;
};
