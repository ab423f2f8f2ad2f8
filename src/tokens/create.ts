import { appendAudit } from '../audit/append.ts';
import { requireLiveCredential } from '../audit/created-with.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { parseName } from '../contract/text.ts';
import { formatOptionalTimestamp } from '../contract/timestamps.ts';
import { tellMember } from '../mail/tell.ts';
import type { Organization } from '../principals/principal.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { parseDescription } from './change/description.ts';
import { claimIdempotencyKey } from './idempotency.ts';
import { type MintedToken, mintToken } from './mint.ts';
import { decideRestrictions, parseExpiry, type Restrictions, requirePats } from './restrictions.ts';
import { type TokenRequest, tokenNameLength } from './schema.ts';
import { requireBelowTokenLimit } from './token-limit.ts';

/** The member who gets a token, and the limits of the credential that creates it. */
export type TokenCreator = {
  readonly organization: Organization;
  readonly userId: string;
  readonly restrictions: Restrictions;
};

/**
 * Creates a personal access token for a member.
 * @throws SpedyError plan_required; pats_disabled; validation_failed; insufficient_scope; policy_violation;
 * limit_reached; with an idempotency key also already_created and idempotency_key_reused
 */
export async function createToken(
  db: Database,
  from: ChangeOrigin,
  { organization, userId, restrictions: creatorRestrictions }: TokenCreator,
  request: TokenRequest,
  idempotencyKey: string | null = null,
): Promise<MintedToken> {
  requirePats(organization);
  const name = parseName('name', request.name, tokenNameLength);
  const description = parseDescription(request.description);
  const asked = { scopes: request.scopes ?? null, expiresAt: parseExpiry(request.expiresAt, from.at) };
  const restrictions = decideRestrictions(organization, creatorRestrictions, asked, from.at);
  const { scopes, expiresAt } = restrictions;
  const owner = { organizationId: organization.id, userId };
  return inTransaction(db, async (trx) => {
    const id = newId('tok');
    if (idempotencyKey !== null) {
      const body = [request.name, request.expiresAt ?? null, request.scopes ?? null];
      // Only if there is one: keys of earlier requests have none.
      if (description !== null) body.push(description);
      await claimIdempotencyKey(trx, owner, idempotencyKey, body, id, from.at);
    }
    const token = await mintToken(trx, owner, { id, name, description, restrictions }, from);
    const { at, address } = from;
    await tellMember(trx, owner, 'token_created', { name, expiresAt, at, address }, at);
    await appendAudit(trx, organization.id, from, {
      action: 'token.created',
      target: { kind: 'token', id },
      details: { name, userId, scopes, expiresAt: formatOptionalTimestamp(expiresAt) },
    });
    await requireLiveCredential(trx, organization.id, from);
    await requireBelowTokenLimit(trx, owner, from.at);
    return token;
  });
}
