import { appendAudit } from '../audit/append.ts';
import { changedFields } from '../audit/changed-fields.ts';
import type { AuditDetails } from '../contract/audit-actions.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { parseName, parseProse } from '../contract/text.ts';
import { parseTimestamp } from '../contract/timestamps.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { isId, newId } from '../storage/ids.ts';
import { requireAssignee } from './assignee.ts';
import { getBoard } from './boards.ts';
import { nextTicketNumber } from './boards-queries.ts';
import { displayIdOf } from './present.ts';
import { findVisibleTicket, insertTicket, lockTicket, type TicketRow, updateTicket } from './queries.ts';
import { descriptionLength, type TicketChange, type TicketRequest, titleLength } from './schema.ts';
import { searchText } from './search/text.ts';
import { requirePermission, type Viewer } from './viewer.ts';

/** @throws SpedyError not_found for a ticket that the viewer cannot see */
export async function getTicket(db: Database, viewer: Viewer, ticketId: string): Promise<TicketRow> {
  const ticket = isId('tkt', ticketId) ? await findVisibleTicket(db, viewer, ticketId) : undefined;
  if (!ticket) throw new SpedyError('not_found');
  return ticket;
}

/**
 * Creates a ticket with the next number of its board. A rejected ticket does not use up a number.
 * @throws SpedyError forbidden; validation_failed on title, description or assigneeId; not_found for a board that
 * the viewer cannot see
 */
export async function createTicket(
  db: Database,
  from: ChangeOrigin,
  viewer: Viewer,
  input: TicketRequest,
): Promise<TicketRow> {
  requirePermission(viewer, 'tickets:write');
  const { organizationId, userId } = viewer;
  const { status = 'TODO', priority = 'MEDIUM', assigneeId = null } = input;
  const title = parseTitle(input.title);
  const description = parseDescription(input.description ?? '');
  return inTransaction(db, async (trx) => {
    const board = await getBoard(trx, viewer, input.boardId);
    const assignee = await requireAssignee(trx, organizationId, board.id, assigneeId);
    const row: TicketRow = {
      id: newId('tkt'),
      boardKey: board.key,
      number: await nextTicketNumber(trx, organizationId, board.id),
      title,
      description,
      status,
      priority,
      boardId: board.id,
      ...assignee,
      createdAt: from.at,
      updatedAt: from.at,
      publicComments: 0,
      internalComments: 0,
    };
    await insertTicket(trx, { organizationId, authorId: userId, searchText: searchTextOf(row), row });
    await appendAudit(trx, organizationId, from, {
      action: 'ticket.created',
      target: { kind: 'ticket', id: row.id },
      details: { displayId: displayIdOf(row), title, status, priority, assigneeId },
    });
    return row;
  });
}

/**
 * Changes the given fields of a ticket. An unchanged assignee is not validated again: they may have left the board. A
 * request that changes nothing is not logged.
 * @throws SpedyError forbidden; validation_failed on title, description, assigneeId or ifUpdatedAt; not_found for a ticket
 * that the viewer cannot see; conflict if it has changed since `ifUpdatedAt`
 */
export async function changeTicket(
  db: Database,
  from: ChangeOrigin,
  viewer: Viewer,
  ticketId: string,
  change: TicketChange,
): Promise<TicketRow> {
  requirePermission(viewer, 'tickets:write');
  const { organizationId } = viewer;
  const { assigneeId, ifUpdatedAt } = change;
  const texts = {
    ...(change.title === undefined ? {} : { title: parseTitle(change.title) }),
    ...(change.description === undefined ? {} : { description: parseDescription(change.description) }),
  };
  const expected = ifUpdatedAt === undefined ? undefined : parseTimestamp(ifUpdatedAt);
  if (expected === null) throw invalidField('ifUpdatedAt', 'must be the updatedAt of the ticket');
  if (!isId('tkt', ticketId)) throw new SpedyError('not_found');
  return inTransaction(db, async (trx) => {
    await lockTicket(trx, organizationId, ticketId);
    const before = await getTicket(trx, viewer, ticketId);
    if (expected !== undefined && expected !== before.updatedAt) throw new SpedyError('conflict');
    const reassigned = assigneeId !== undefined && assigneeId !== before.assigneeId;
    const after: TicketRow = {
      ...before,
      ...texts,
      status: change.status ?? before.status,
      priority: change.priority ?? before.priority,
      ...(reassigned ? await requireAssignee(trx, organizationId, before.boardId, assigneeId) : {}),
    };
    const details = describeChange(before, after);
    if (!details) return before;
    after.updatedAt = from.at;
    await updateTicket(
      trx,
      organizationId,
      after,
      Object.keys(texts).length > 0 ? searchTextOf(after) : null,
    );
    await appendAudit(trx, organizationId, from, {
      action: 'ticket.changed',
      target: { kind: 'ticket', id: ticketId },
      details,
    });
    return after;
  });
}

function parseTitle(title: string): string {
  return parseName('title', title, titleLength);
}

function parseDescription(description: string): string {
  return parseProse('description', description, 0, descriptionLength);
}

function searchTextOf(row: TicketRow): string {
  return searchText(displayIdOf(row), row.title, row.description);
}

/** Returns a change for the audit log; null if nothing changed. Of a description, only that it changed. */
function describeChange(before: TicketRow, after: TicketRow): AuditDetails<'ticket.changed'> | null {
  const audited = ({ title, status, priority, assigneeId }: TicketRow) => ({
    title,
    status,
    priority,
    assigneeId,
  });
  const changed = changedFields(audited(before), audited(after));
  if (before.description === after.description) return changed;
  return { ...changed, descriptionChanged: true };
}
