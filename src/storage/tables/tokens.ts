import type { Generated } from 'kysely';

export type AccessTokensTable = {
  organization_id: string;
  id: string;
  user_id: string;
  name: string;
  hash: Uint8Array;
  hint: string;
  /** Separated by spaces; null means everything the member may do. */
  scopes: string | null;
  created_at: number;
  expires_at: number | null;
  /** 0 means permanently revoked; a time is the end of a rotation's overlap. */
  revoked_at: number | null;
  /** The credential that created it; null if the operator did, or if it is older than this column. */
  created_with: string | null;
  /** Whether no list shows it: it has ended, or its member was removed. A token that has just expired may not be marked yet. */
  ended: Generated<number>;
  /** When it ended; null for a token whose `ended` is 0. */
  ended_at: number | null;
  /** The day of its last use or creation, in days since the epoch (UTC): for indexes, which last_uses.at would change often. */
  active_day: Generated<number>;
  /** What its member wrote about it; null for nothing. */
  description: Generated<string | null>;
  /** Why it ended, or will at the end of an overlap: `revoked`, `replaced`, `leaked`, `idle`, `offboarded` or `member_removed`. */
  end_reason: Generated<string | null>;
  /** Who ended it: the ID of a member, or the kind of another actor. */
  ended_by: Generated<string | null>;
  /** The token that replaced it. */
  successor_id: Generated<string | null>;
  /** The token that it replaced; null if none, or if it is older than this column. */
  predecessor_id: Generated<string | null>;
  /** The result of `nameOrder`. */
  name_order: Generated<string>;
  /** When its member is told next that it is about to expire; null if not again. */
  expiry_notice_at: Generated<number | null>;
};

export type IdempotencyKeysTable = {
  organization_id: string;
  user_id: string;
  key_hash: Uint8Array;
  request_hash: Uint8Array;
  token_id: string;
  created_at: number;
};

/** When tokens, connections and applications were last used; no row if never. */
export type LastUsesTable = {
  organization_id: string;
  credential_id: string;
  at: number;
};

export type TokenUsageTable = {
  organization_id: string;
  token_id: string;
  /** Days since the epoch, UTC. */
  day: number;
  count: number;
  /** The scopes that were used on this day, as bits (src/access/scopes.ts). */
  scopes: Generated<number>;
};

/** The addresses that a token was used from last, at most five. */
export type TokenAddressesTable = {
  organization_id: string;
  token_id: string;
  address: string;
  at: number;
};

/** The words by which a token is found (src/storage/token-search/words.ts). */
export type TokenWordsTable = {
  organization_id: string;
  word: string;
  token_id: string;
};
