import { formatScopes } from '../access/scopes.ts';
import { creatingCredential, recordCreatingSession } from '../audit/created-with.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken, tokenHint } from '../credentials/token-format.ts';
import type { Transaction } from '../storage/database.ts';
import { insertToken, type TokenRow } from './queries.ts';
import type { Restrictions } from './restrictions.ts';

export type MintedToken = { readonly row: TokenRow; readonly secret: string };

type NewToken = { readonly id: string; readonly name: string; readonly restrictions: Restrictions };
type Owner = { readonly organizationId: string; readonly userId: string };

/** Creates a token and stores its hash. The secret exists only in the result. */
export async function mintToken(
  trx: Transaction,
  { organizationId, userId }: Owner,
  { id, name, restrictions }: NewToken,
  from: ChangeOrigin,
): Promise<MintedToken> {
  const secret = newToken('pat');
  const fields = {
    id,
    name,
    hint: tokenHint(secret),
    scopes: formatScopes(restrictions.scopes),
    createdAt: from.at,
    expiresAt: restrictions.expiresAt,
  };
  await insertToken(trx, {
    ...fields,
    organizationId,
    userId,
    hash: hashSecret(secret),
    createdWith: creatingCredential(from),
  });
  await recordCreatingSession(trx, organizationId, from);
  return { row: { ...fields, revokedAt: null, lastUsedAt: null }, secret };
}
