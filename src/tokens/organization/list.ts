import type { Static } from 'typebox';
import { invalidField } from '../../contract/errors.ts';
import { mapPage, type PageRequest } from '../../contract/paging.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import { pausedBy } from '../details/state.ts';
import { type InactiveRow, listInactiveTokens, searchInactiveTokens } from '../inactive/list-queries.ts';
import { presentInactiveToken } from '../inactive/present.ts';
import type { TokenSort } from '../lists/order-queries.ts';
import { findCandidates, matchesSearch } from '../lists/search.ts';
import { presentToken } from '../present.ts';
import { type OwnedTokenFilter, parseTokenFilter } from './filter.ts';
import { listOwnedTokens, type OwnedToken } from './list-queries.ts';
import type { OwnedTokenPage, TokenFilter } from './schema.ts';

type Wanted = { readonly filter: TokenFilter; readonly sort: TokenSort | undefined };

/**
 * Returns a page of the organization's tokens with their owners and states.
 * @throws SpedyError validation_failed
 */
export async function listTokens(
  db: Database,
  organization: Organization,
  { filter: fields, sort }: Wanted,
  request: PageRequest,
  now: number,
): Promise<Static<typeof OwnedTokenPage>> {
  const filter = parseTokenFilter(fields, now);
  if (filter.state !== 'inactive') {
    const page = await listOwnedTokens(db, { organization, filter, sort }, request, now);
    return mapPage(page, (row) => presentOwnedToken(organization, row));
  }
  if (sort !== undefined) throw invalidField('sort', 'must be omitted for inactive tokens: last ended first');
  const page = await inactivePage(db, organization.id, filter, request, now);
  return mapPage(page, (row) => ({
    ...presentInactiveToken(row),
    owner: ownerOf(row),
    state: 'inactive' as const,
    pausedBy: null,
  }));
}

async function inactivePage(
  db: Database,
  organizationId: string,
  { search, userId }: OwnedTokenFilter,
  request: PageRequest,
  now: number,
) {
  const scope = { organizationId, userId };
  if (search === null) return listInactiveTokens(db, scope, request, now);
  const { ids, isExact } = await findCandidates(db, organizationId, search);
  const isMatch = (row: InactiveRow) => matchesSearch(row, search);
  return searchInactiveTokens(db, scope, { ids, isExact, isMatch }, request, now);
}

function presentOwnedToken(organization: Organization, row: OwnedToken) {
  const paused = pausedBy(organization, row.ownerState);
  const state = paused === null ? ('active' as const) : ('paused' as const);
  return { ...presentToken(row), owner: ownerOf(row), state, pausedBy: paused, inactive: null };
}

function ownerOf({
  ownerId,
  ownerName,
  ownerEmail,
}: Pick<OwnedToken, 'ownerId' | 'ownerName' | 'ownerEmail'>) {
  return { id: ownerId, name: ownerName, email: ownerEmail };
}
