import { append } from './chain.ts';
import { type Making, timeOf } from './data-set.ts';
import type { Place } from './organization-rows.ts';
import type { Sink } from './sink.ts';

const statuses = ['TODO', 'IN_PROGRESS', 'DONE'];
const priorities = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'];
/** Contains letters that no other word of a ticket has. */
export const rareWord = 'quizzing';

/**
 * Inserts tickets with one comment and two audit events each, oldest first. One event in 50 is about a token.
 * Returns the display ID of the one ticket with the rare word.
 */
export async function insertTickets(
  sink: Sink,
  making: Making,
  place: Place,
  people: readonly string[],
  count: number,
): Promise<string> {
  const rare = Math.floor(count / 3);
  let found = '';
  for (let index = 0; index < count; index += 1) {
    const at = timeOf(index, count, making.at);
    const words = making.values.text(40) + (index === rare ? ` ${rareWord}` : '');
    const displayId = await insertTicket(sink, making, place, people, at, words);
    if (index === rare) found = displayId;
  }
  return found;
}

async function insertTicket(
  sink: Sink,
  { values }: Making,
  { organizationId, boards, chain }: Place,
  people: readonly string[],
  at: number,
  description: string,
): Promise<string> {
  const board = values.oneOf(boards);
  board.last += 1;
  const displayId = `${board.key}-${board.last}`;
  const title = values.text(6);
  const [author, assignee, commenter] = [values.oneOf(people), values.oneOf(people), values.oneOf(people)];
  const [status, priority] = [values.oneOf(statuses), values.oneOf(priorities)];
  const id = values.id('tkt', at);
  await sink.insert('tickets', {
    organization_id: organizationId,
    id,
    board_id: board.id,
    number: board.last,
    title,
    description,
    status,
    priority,
    assignee_id: assignee,
    author_id: author,
    // All letters are lower-case ASCII, except those of the display ID.
    search_text: [displayId.toLowerCase(), title, description].join('\n'),
    created_at: at,
    updated_at: at,
  });
  const commentId = values.id('cmt', at + 1);
  await sink.insert('comments', {
    organization_id: organizationId,
    id: commentId,
    ticket_id: id,
    author_id: commenter,
    body: values.text(20),
    created_at: at + 1,
  });
  await append(sink, values, chain, {
    at,
    actorId: author,
    action: 'ticket.created',
    target: { kind: 'ticket', id },
    details: { displayId, title, status, priority, assigneeId: assignee },
  });
  const about = chain.sequence % 50;
  const [busyMember = ''] = people;
  await append(sink, values, chain, {
    at: at + 1,
    actorId: commenter,
    ...(about === 49
      ? tokenCreated(values.id('tok', at), commenter)
      : about === 25
        ? memberChanged(busyMember, chain.sequence % 250 === 25)
        : commented(commentId, id)),
  });
  return displayId;
}

function memberChanged(id: string, isReset: boolean) {
  const target = { kind: 'user', id };
  if (isReset) return { action: 'member.second_factor_reset', target, details: { sessionsEnded: 0 } };
  return { action: 'member.changed', target, details: { before: { name: 'A' }, after: { name: 'B' } } };
}

function commented(id: string, ticketId: string) {
  return { action: 'comment.created', target: { kind: 'comment', id }, details: { ticketId } };
}

function tokenCreated(id: string, userId: string) {
  const details = { name: 'Deployment', userId, scopes: null, expiresAt: null };
  return { action: 'token.created', target: { kind: 'token', id }, details };
}
