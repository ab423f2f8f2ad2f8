/** Messages to send by e-mail, and for some time those that were sent or failed. */
export type OutboxTable = {
  organization_id: string;
  id: string;
  kind: string;
  /** The address when the message was written: a later change does not redirect it. */
  address: string;
  /** The result of `emailKey`. */
  address_key: string;
  /** The member it tells; null for others, such as an invited person. */
  user_id: string | null;
  /** What the message says, as JSON. Empty once it has been sent or has failed. */
  fields: string;
  /** The secret of the message's link, sealed with the secret key; null once it has been sent or has failed. */
  sealed_secret: Uint8Array | null;
  key_id: string | null;
  /** `waiting`, `sent` or `failed`. */
  state: string;
  attempts: number;
  created_at: number;
  /** When a worker may claim it. A claim moves it to the end of the claim. */
  due_at: number;
  /** When it was sent or failed. */
  ended_at: number | null;
  /** Why the last attempt failed, for people. */
  problem: string | null;
};

/** When the last message of a kind went to an address, in any organization. */
export type MailSendsTable = {
  address_hash: Uint8Array;
  kind: string;
  at: number;
};

/** The kinds of messages that a member does not want. */
export type MutedNotificationsTable = {
  organization_id: string;
  user_id: string;
  kind: string;
};
