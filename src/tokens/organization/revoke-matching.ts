import type { Static } from 'typebox';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField } from '../../contract/errors.ts';
import { formatTimestamp, parseTimestamp } from '../../contract/timestamps.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import { revokeTokens } from '../revoke.ts';
import { parseTokenFilter } from './filter.ts';
import { listOwnedTokens } from './list-queries.ts';
import type { BulkRevocation, BulkRevoked } from './schema.ts';

/** Tokens that one request revokes. */
const mostRevoked = 200;
/** Tokens revoked per transaction, which locks the organization's audit chain. */
const batchSize = 20;
/** Milliseconds by which the clocks of two servers may differ. */
const clockDifference = 60_000;

/**
 * Revokes tokens by their IDs, or the next ones of those that match a filter, with `dryRun` none of them. It never revokes
 * the token of the request itself by a filter, nor tokens created after `asOf`.
 * @throws SpedyError validation_failed
 */
export async function revokeMatching(
  db: Database,
  organization: Organization,
  from: ChangeOrigin,
  { tokenIds, filter: fields, dryRun = false, asOf }: Static<typeof BulkRevocation>,
): Promise<Static<typeof BulkRevoked>> {
  if ((tokenIds === undefined) === (fields === undefined))
    throw invalidField('tokenIds', 'or filter must be given, and not both');
  if (fields === undefined) {
    if (dryRun || asOf !== undefined)
      throw invalidField('filter', 'is missing: dryRun and asOf belong to it');
    return { revoked: [...(await revokeTokens(db, organization.id, from, tokenIds ?? []))] };
  }
  const time = asOf === undefined ? from.at : parseTimestamp(asOf);
  // A time to come would match tokens that are in use as unused, and others as about to expire.
  if (time === null || time > from.at + clockDifference)
    throw invalidField('asOf', 'must be the asOf of an earlier response');
  const filter = parseTokenFilter(fields, time);
  if (filter.state === 'inactive') throw invalidField('filter', 'must not select inactive tokens');
  const { actor } = from;
  const own = actor.kind === 'member' ? { exceptId: actor.credentialId } : {};
  const list = { organization, filter: { ...filter, ...own, createdBefore: time + 1 }, sort: undefined };
  const { data, total, totalIsExact } = await listOwnedTokens(
    db,
    list,
    { page: 1, limit: mostRevoked },
    from.at,
  );
  const ids = dryRun ? [] : data.map(({ id }) => id);
  const revoked: string[] = [];
  for (let start = 0; start < ids.length; start += batchSize)
    revoked.push(...(await revokeTokens(db, organization.id, from, ids.slice(start, start + batchSize))));
  return {
    revoked,
    remaining: total - ids.length,
    ...(totalIsExact === false ? { remainingIsExact: false } : {}),
    asOf: formatTimestamp(time),
  };
}
