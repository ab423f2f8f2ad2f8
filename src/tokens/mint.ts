import { dayOf } from '../access/policy.ts';
import { formatScopes } from '../access/scopes.ts';
import { creatingCredential, recordCreatingSession } from '../audit/created-with.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken, tokenHint } from '../credentials/token-format.ts';
import type { Transaction } from '../storage/database.ts';
import { nameOrder } from '../storage/member-search/words.ts';
import { nextExpiryNotice } from './expiry-notices.ts';
import { insertWords } from './lists/word-queries.ts';
import { insertToken, type TokenRow } from './queries.ts';
import type { Restrictions } from './restrictions.ts';

export type MintedToken = { readonly row: TokenRow; readonly secret: string };

type NewToken = {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly restrictions: Restrictions;
  /** The token that it replaces. */
  readonly predecessorId?: string;
};
type Owner = { readonly organizationId: string; readonly userId: string };

/** Creates a token and stores its hash. The secret exists only in the result. */
export async function mintToken(
  trx: Transaction,
  { organizationId, userId }: Owner,
  { id, name, description, restrictions, predecessorId }: NewToken,
  from: ChangeOrigin,
): Promise<MintedToken> {
  const secret = newToken('pat');
  const fields = {
    id,
    name,
    description,
    hint: tokenHint(secret),
    scopes: formatScopes(restrictions.scopes),
    createdAt: from.at,
    expiresAt: restrictions.expiresAt,
  };
  await insertToken(trx, {
    ...fields,
    organizationId,
    userId,
    nameOrder: nameOrder(name),
    activeDay: dayOf(from.at),
    hash: hashSecret(secret),
    createdWith: creatingCredential(from),
    expiryNoticeAt: nextExpiryNotice(restrictions.expiresAt, from.at),
    predecessorId: predecessorId ?? null,
  });
  await insertWords(trx, organizationId, fields);
  await recordCreatingSession(trx, organizationId, from);
  return { row: { ...fields, revokedAt: null, lastUsedAt: null }, secret };
}
