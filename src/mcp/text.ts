import type { Static } from 'typebox';
import type { Page } from '../contract/paging.ts';
import type { Board, Comment, Ticket } from '../tickets/schema.ts';

type TicketData = Static<typeof Ticket>;

/** A board on one line. */
export function boardLine({ id, key, name }: Static<typeof Board>): string {
  return `${key}: ${name} (${id})`;
}

/** A ticket on one line. */
export function ticketLine({ id, displayId, title, status, priority, assignee }: TicketData): string {
  return `${displayId} [${status}, ${priority}] ${title} · ${assignee?.name ?? 'unassigned'} (${id})`;
}

/** A ticket in full. */
export function ticketText(ticket: TicketData): string {
  const { assignee } = ticket;
  const times = `created ${ticket.createdAt}, updated ${ticket.updatedAt}${assignee ? `, assignee ${assignee.id}` : ''}`;
  return [ticketLine(ticket), times, ...(ticket.description === '' ? [] : ['', ticket.description])].join(
    '\n',
  );
}

/** A comment, starting with its author. */
export function commentText({ author, createdAt, internal, body }: Static<typeof Comment>): string {
  return `${author.name} (${author.id}), ${createdAt}${internal ? ', internal' : ''}:\n${body}`;
}

/** The total as text, the current page, and how to get the next one. */
export function pageTitle(noun: string, found: Page<unknown>): string {
  const { total, totalIsExact, page, totalPages, nextCursor } = found;
  const count = countText(noun, total, totalIsExact !== false);
  if (totalPages <= 1 && page === 1 && nextCursor === undefined) return count;
  if (page < totalPages) return `${count}, page ${page} of ${totalPages}; the next is page ${page + 1}`;
  // Each page of a search can have a total of its own.
  if (nextCursor === undefined)
    return `${count}, page ${page}${page > totalPages ? ', the last' : ` of ${totalPages}`}`;
  return `${count}, page ${page}; the next has the cursor ${nextCursor}`;
}

function countText(noun: string, total: number, isExact: boolean): string {
  // A search may have looked at a part of the tickets only.
  if (total === 0 && !isExact) return `no ${noun}s so far`;
  return `${isExact ? '' : 'more than '}${total.toLocaleString('en')} ${total === 1 ? noun : `${noun}s`}`;
}
