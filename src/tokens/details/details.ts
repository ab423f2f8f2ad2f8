import type { Static } from 'typebox';
import { dayOf } from '../../access/policy.ts';
import { parseStoredScopes, scopeBits, scopes } from '../../access/scopes.ts';
import { SpedyError } from '../../contract/errors.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import type { Organization } from '../../principals/principal.ts';
import { tokenEnd } from '../../principals/token-end.ts';
import type { Database } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { retention } from '../inactive/list-queries.ts';
import { presentEnd } from '../inactive/present.ts';
import { presentToken } from '../present.ts';
import { findUsage } from '../usage/queries.ts';
import { dateOf, daysKept } from '../usage/usage.ts';
import { findAddresses, findDetails } from './queries.ts';
import type { TokenDetails } from './schema.ts';
import { pausedBy } from './state.ts';

/** Addresses that are shown of a token. */
const addressesShown = 5;

type DetailsRow = NonNullable<Awaited<ReturnType<typeof findDetails>>>;

/**
 * Finds a token that is active, or ended in the last 90 days.
 * @param userId the member it must belong to; null for an administrator
 */
export async function findToken(
  db: Database,
  organizationId: string,
  userId: string | null,
  tokenId: string,
  now: number,
): Promise<DetailsRow | null> {
  const row = isId('tok', tokenId) ? await findDetails(db, organizationId, userId, tokenId) : undefined;
  return row && (endOf(row, now) ?? now) > now - retention ? row : null;
}

/** Returns a token as `findToken` does. @throws SpedyError not_found */
export async function requireToken(...wanted: Parameters<typeof findToken>): Promise<DetailsRow> {
  const row = await findToken(...wanted);
  if (!row) throw new SpedyError('not_found');
  return row;
}

/** Returns all that is known of a token: its state, use, last addresses and origin. */
export async function tokenDetails(
  db: Database,
  organization: Organization,
  row: DetailsRow,
  now: number,
): Promise<Static<typeof TokenDetails>> {
  const first = dayOf(now) - daysKept + 1;
  const uses = await findUsage(db, organization.id, [row.id], first);
  const addresses = await findAddresses(db, organization.id, row.id, addressesShown);
  const used = usedScopes(uses);
  const held = parseStoredScopes(row.scopes) ?? scopes;
  return {
    ...presentTokenState(organization, row, now),
    createdWith: createdWithOf(row),
    predecessorId: row.predecessorId,
    addresses: addresses.map(({ address, at }) => ({ address, lastUsedAt: formatTimestamp(at) })),
    scopesUsed: used.map(({ scope, day }) => ({ scope, lastUsedOn: dateOf(day) })),
    scopesUnused: held.filter((scope) => !used.some((one) => one.scope === scope)),
    usage: usageOf(uses, first),
  };
}

/** Returns a token with its owner and its state. */
export function presentTokenState(organization: Organization, row: DetailsRow, now: number) {
  const endedAt = endOf(row, now);
  const paused = endedAt === null ? pausedBy(organization, row.ownerState) : null;
  const state = endedAt === null ? (paused === null ? 'active' : 'paused') : 'inactive';
  return {
    // An inactive token shows its expiry, and not the end of its overlap.
    ...presentToken(endedAt === null ? row : { ...row, revokedAt: null }),
    owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
    state,
    pausedBy: paused,
    inactive: endedAt === null ? null : presentEnd({ ...row, endedAt }),
  } as const;
}

/** Returns when a token ended; null if it has not. A removed member's token is unlisted soon after. */
function endOf(row: DetailsRow, now: number): number | null {
  if (row.ended === 1) return row.markedAt;
  const end = tokenEnd(row);
  if (end !== null && end <= now) return end;
  return row.ownerState === 'removed' ? now : null;
}

function createdWithOf({ createdWith: id, createdWithName: name }: DetailsRow) {
  return id === null ? null : ({ kind: id.startsWith('tok_') ? 'token' : 'session', id, name } as const);
}

type Use = Awaited<ReturnType<typeof findUsage>>[number];

/** Returns the scopes that were used, with the last day of each. */
function usedScopes(uses: readonly Use[]) {
  return scopes.flatMap((scope) => {
    const days = uses.filter((use) => (use.scopes & scopeBits[scope]) !== 0).map(({ day }) => day);
    return days.length === 0 ? [] : [{ scope, day: Math.max(...days) }];
  });
}

function usageOf(uses: readonly Use[], first: number) {
  const counts = new Map(uses.map(({ day, count }) => [day, count]));
  const days = Array.from({ length: daysKept }, (_, index) => first + index);
  return { days: days.map(dateOf), counts: days.map((day) => counts.get(day) ?? 0) };
}
