/** What every message of an organization has in common. */
export type Frame = {
  /** The organization's name, prepared for a sentence. */
  readonly organization: string;
  /** The origin of its pages. */
  readonly origin: string;
  /** The secret of the message's link; empty for one without. */
  readonly secret: string;
};
