import { canonicalScopes, formatScopes, parseStoredScopes, scopesBeyond } from '../../access/scopes.ts';
import { appendAudit } from '../../audit/append.ts';
import { changedFields } from '../../audit/changed-fields.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import { parseName } from '../../contract/text.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../../contract/timestamps.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { nextExpiryNotice } from '../expiry-notices.ts';
import { deleteWords, insertWords } from '../lists/word-queries.ts';
import type { MemberKey, TokenRow } from '../queries.ts';
import { parseExpiry } from '../restrictions.ts';
import { type TokenChange, tokenNameLength } from '../schema.ts';
import { parseDescription } from './description.ts';
import { lockToken, updateToken } from './queries.ts';

/**
 * Changes the name and description of a member's active token, or takes scopes and lifetime from it. Nothing can be added.
 * @throws SpedyError validation_failed; not_found
 */
export async function changeToken(
  db: Database,
  from: ChangeOrigin,
  owner: MemberKey,
  tokenId: string,
  change: TokenChange,
): Promise<TokenRow> {
  const name = change.name === undefined ? undefined : parseName('name', change.name, tokenNameLength);
  const description = parseDescription(change.description);
  const askedExpiry = parseExpiry(change.expiresAt, from.at);
  if (!isId('tok', tokenId)) throw new SpedyError('not_found');
  return inTransaction(db, async (trx) => {
    const before = await lockToken(trx, owner, tokenId, from.at);
    if (!before) throw new SpedyError('not_found');
    const after = {
      ...before,
      name: name ?? before.name,
      description: change.description === undefined ? before.description : description,
      scopes: narrowedScopes(before.scopes, change.scopes),
      expiresAt: change.expiresAt === undefined ? before.expiresAt : earlierExpiry(before, askedExpiry),
    };
    const changed = changedFields(recorded(before), recorded(after));
    if (!changed) return before;
    const isShortened = after.expiresAt !== before.expiresAt;
    await updateToken(trx, owner, tokenId, {
      ...after,
      ...(isShortened ? { expiryNoticeAt: nextExpiryNotice(after.expiresAt, from.at) } : {}),
    });
    if (after.name !== before.name) {
      await deleteWords(trx, owner.organizationId, [before]);
      await insertWords(trx, owner.organizationId, after);
    }
    await appendAudit(trx, owner.organizationId, from, {
      action: 'token.changed',
      target: { kind: 'token', id: tokenId },
      details: {
        name: after.name,
        userId: owner.userId,
        before: withScopeList(changed.before),
        after: withScopeList(changed.after),
      },
    });
    return after;
  });
}

/** The fields that the audit log compares. */
function recorded({ name, description, scopes, expiresAt }: TokenRow) {
  return { name, description, scopes, expiresAt: formatOptionalTimestamp(expiresAt) };
}

function withScopeList<Fields extends { scopes?: string | null }>({ scopes, ...fields }: Fields) {
  return scopes === undefined ? fields : { ...fields, scopes: parseStoredScopes(scopes) };
}

/** @throws SpedyError validation_failed if the token does not have all of the scopes */
function narrowedScopes(stored: string | null, asked: TokenChange['scopes']): string | null {
  if (asked === undefined) return stored;
  const beyond = scopesBeyond(parseStoredScopes(stored), asked);
  if (beyond.length > 0) {
    throw invalidField(
      'scopes',
      `can only be narrowed: the token does not have ${beyond.join(', ')}. Create a new token for more`,
    );
  }
  return formatScopes(asked === null ? null : canonicalScopes(asked));
}

/** @throws SpedyError validation_failed if it is later than the current one */
function earlierExpiry({ expiresAt }: TokenRow, asked: number | null): number | null {
  if (expiresAt !== null && (asked === null || asked > expiresAt)) {
    throw invalidField(
      'expiresAt',
      `can only be earlier: the token expires at ${formatTimestamp(expiresAt)}. Rotate it for a longer life`,
    );
  }
  return asked;
}
