import { SpedyError } from '../../contract/errors.ts';
import type { Page, PageRequest } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { boardByReference } from '../references.ts';
import type { Board } from '../schema.ts';
import type { Viewer } from '../viewer.ts';
import { findAssignees } from './assignee-search-queries.ts';
import { type BoardMemberRow, listAssignees, listBoardMembers, listBoardsOfMember } from './list-queries.ts';
import { memberExists } from './queries.ts';

/**
 * Returns a page of the members on a board.
 * @throws SpedyError not_found for a board that the viewer cannot see
 */
export async function membersOf(
  db: Database,
  viewer: Viewer,
  reference: string,
  page: PageRequest,
): Promise<Page<BoardMemberRow>> {
  const board = await boardByReference(db, viewer, reference);
  return listBoardMembers(db, viewer.organizationId, board.id, page);
}

/**
 * Returns a page of the members who can be assigned the tickets of a board, or of those that a search finds.
 * @throws SpedyError not_found for a board that the viewer cannot see
 */
export async function assigneesOf(
  db: Database,
  viewer: Viewer,
  reference: string,
  { search, ...page }: PageRequest & { readonly search?: string },
): Promise<Page<{ id: string; name: string }>> {
  const { id } = await boardByReference(db, viewer, reference);
  if (search === undefined) return listAssignees(db, viewer.organizationId, id, page);
  return findAssignees(db, viewer.organizationId, id, search, page);
}

/**
 * Returns a page of the boards that a member is on.
 * @throws SpedyError not_found for an unknown or removed member
 */
export async function boardsOfMember(
  db: Database,
  organizationId: string,
  userId: string,
  page: PageRequest,
): Promise<Page<Board>> {
  if (!isId('usr', userId) || !(await memberExists(db, organizationId, userId)))
    throw new SpedyError('not_found');
  return listBoardsOfMember(db, organizationId, userId, page);
}
