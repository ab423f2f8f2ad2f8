import type { Static } from 'typebox';
import { parseLogFilter } from '../../audit/log/filter.ts';
import { listLog } from '../../audit/log/list.ts';
import { presentEvent } from '../../audit/present.ts';
import { mapPage, type PageRequest } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import type { TokenEventPage } from './schema.ts';

/**
 * Returns a page of what happened to a token, newest first.
 * @param viewerId a member who sees only their own emails and addresses; null for an administrator
 */
export async function tokenHistory(
  db: Database,
  organizationId: string,
  tokenId: string,
  viewerId: string | null,
  request: PageRequest,
): Promise<Static<typeof TokenEventPage>> {
  const page = await listLog(db, organizationId, parseLogFilter({ targetId: tokenId }), request);
  return mapPage(page, (row) => {
    const { id, at, action, actor, credential, address, details } = presentEvent(row);
    const isVisible = viewerId === null || actor.id === viewerId;
    return {
      id,
      at,
      action,
      actor: isVisible ? actor : { ...actor, email: null },
      credential: isVisible ? credential : null,
      address: isVisible ? address : null,
      details,
    };
  });
}
