import { addHost } from '../options.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { oneOf } from '../suggestion.ts';
import type { Terminal } from '../terminal.ts';
import { parseLimit } from './limit.ts';
import type { CommentOptions, CreateOptions, ListOptions, ViewOptions } from './options.ts';
import { priorities, sorts, statuses } from './words.ts';

/** `spedy ticket list|view|create|comment` */
export function ticketCommands(program: SpedyCommand, terminal: Terminal): void {
  const ticket = program.group(
    'ticket',
    'list, view, create and comment on tickets',
    'spedy ticket list --board WEB --status IN_PROGRESS',
  );
  list(ticket, terminal);
  view(ticket, terminal);
  create(ticket, terminal);
  comment(ticket, terminal);
}

function list(ticket: SpedyCommand, terminal: Terminal): void {
  const command = ticket.operation('list', {
    summary: 'list or search the tickets that you can see, newest first',
    examples: [
      'spedy ticket list --assignee @me --status IN_PROGRESS',
      'spedy ticket list --board WEB --sort priority --limit 10',
      'spedy ticket list --search "sign in" --json',
    ],
  });
  addHost(command)
    .option('--board <board>', "a board's key or ID")
    .option('--status <status>', statuses.join(', '), oneOf('status', statuses))
    .option('--assignee <member>', "a member's ID (usr_…), @me, or with --board none")
    .option('--search <text>', 'part of the title or description, or a display ID such as WEB-42')
    .option(
      '--sort <order>',
      `${sorts.join(', ')}; other than newest only with --board`,
      oneOf('order', sorts),
    )
    .option('--limit <number>', 'the most tickets to list', parseLimit, 30)
    .action(async (options: ListOptions) => {
      const { listTickets } = await import('./list.ts');
      await listTickets(terminal, options);
    });
}

function view(ticket: SpedyCommand, terminal: Terminal): void {
  const command = ticket.operation('view', {
    summary: 'show a ticket',
    examples: ['spedy ticket view WEB-42 --comments', 'spedy ticket view WEB-42 --web'],
  });
  addHost(command)
    .argument('<ticket>', "the ticket's display ID, such as WEB-42, or its ID")
    .option('--comments', 'show its comments too')
    .option('--web', 'open it in the dashboard')
    .action(async (reference: string, options: ViewOptions) => {
      const { viewTicket } = await import('./view.ts');
      await viewTicket(terminal, reference, options);
    });
}

function create(ticket: SpedyCommand, terminal: Terminal): void {
  const command = ticket.operation('create', {
    summary: 'create a ticket',
    examples: [
      'spedy ticket create --board WEB --title "The logo is blurred" --priority HIGH',
      'git log -1 --format=%B | spedy ticket create --board WEB --title Release --body-file -',
    ],
  });
  addText(addHost(command), 'the description')
    .requiredOption('--board <board>', "the board's key or ID")
    .requiredOption('--title <title>', "the ticket's title")
    .option('--status <status>', statuses.join(', '), oneOf('status', statuses))
    .option('--priority <priority>', priorities.join(', '), oneOf('priority', priorities))
    .option('--assignee <member>', "a member's ID (usr_…), or @me")
    .action(async (options: CreateOptions) => {
      const { createTicket } = await import('./create.ts');
      await createTicket(terminal, options);
    });
}

function comment(ticket: SpedyCommand, terminal: Terminal): void {
  const command = ticket.operation('comment', {
    summary: 'comment on a ticket',
    examples: [
      'spedy ticket comment WEB-42 --body "Fixed in 1.4.2"',
      'spedy ticket comment WEB-42 --internal --body-file notes.md',
    ],
  });
  addText(addHost(command), 'the comment')
    .argument('<ticket>', "the ticket's display ID, such as WEB-42, or its ID")
    .option('--internal', 'hide the comment from customers')
    .action(async (reference: string, options: CommentOptions) => {
      const { commentOnTicket } = await import('./create.ts');
      await commentOnTicket(terminal, reference, options);
    });
}

function addText(command: SpedyCommand, what: string): SpedyCommand {
  return command
    .option('--body <text>', `${what}, in Markdown`)
    .addOption(
      command
        .createOption('--body-file <file>', `read ${what} from a file, or from standard input with -`)
        .conflicts('body'),
    );
}
