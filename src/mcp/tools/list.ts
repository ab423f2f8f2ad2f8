import { closest } from '../../contract/closest.ts';
import type { Tool } from '../tool.ts';
import { addComment } from './add-comment.ts';
import { createTicket } from './create-ticket.ts';
import { getTicket } from './get-ticket.ts';
import { listBoards } from './list-boards.ts';
import { listTickets } from './list-tickets.ts';
import { updateTicket } from './update-ticket.ts';
import { whoami } from './whoami.ts';

/** All tools, in the order in which clients see them. */
export const tools: readonly Tool[] = [
  whoami,
  listBoards,
  listTickets,
  getTicket,
  createTicket,
  updateTicket,
  addComment,
];

export function findTool(name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name);
}

/** The error for an unknown tool name. */
export function unknownTool(name: string): string {
  const names = tools.map((tool) => tool.name);
  const suggestion = closest(name.slice(0, 40), names);
  return suggestion
    ? `Unknown tool; did you mean ${suggestion}?`
    : `Unknown tool. Available tools: ${names.join(', ')}.`;
}
