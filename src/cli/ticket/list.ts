import { callApi } from '../connection/api.ts';
import { type Credential, findCredential } from '../connection/credential.ts';
import { withSpinner } from '../output/spinner.ts';
import { printTable } from '../output/table.ts';
import { parseList, parseObject } from '../stored/parse.ts';
import { printResult, type Terminal } from '../terminal.ts';
import type { ListOptions } from './options.ts';
import { findBoardId, findMemberId, parseTicket, type Ticket } from './ticket.ts';

/** The most tickets of one request. */
const pageSize = 100;

type Found = { readonly tickets: readonly Ticket[]; readonly total: number; readonly totalIsExact: boolean };
type Query = Readonly<Record<string, string | undefined>>;

/** `spedy ticket list` */
export async function listTickets(terminal: Terminal, options: ListOptions): Promise<void> {
  const credential = await findCredential(terminal.env, options.host);
  const { tickets, total, totalIsExact } = await withSpinner(terminal, 'Asking…', async () =>
    readTickets(credential, await queryOf(credential, options), options.limit),
  );
  if (options.json) {
    const data = tickets.map(({ json }) => json);
    return printResult(terminal, options, { data, total, ...(totalIsExact ? {} : { totalIsExact }) }, []);
  }
  if (tickets.length === 0) {
    terminal.stderr.write('No tickets.\n');
    return;
  }
  const rows = tickets.map(({ displayId, status, priority, assignee, title }) => [
    displayId,
    status,
    priority,
    assignee ?? '',
    title,
  ]);
  printTable(terminal, ['ID', 'STATUS', 'PRIORITY', 'ASSIGNEE', 'TITLE'], rows, 4);
  if (terminal.stdout.isTTY && (total > tickets.length || !totalIsExact))
    terminal.stderr.write(
      `${tickets.length} of ${totalIsExact ? '' : 'more than '}${total} tickets. See more with --limit.\n`,
    );
}

async function queryOf(credential: Credential, options: ListOptions): Promise<Query> {
  const { board, assignee, status, search, sort } = options;
  return {
    boardId: board === undefined ? undefined : await findBoardId(credential, board),
    assigneeId:
      assignee === undefined || assignee === 'none' ? assignee : await findMemberId(credential, assignee),
    status,
    search,
    sort,
  };
}

/** Reads pages until there are enough tickets or no more. */
async function readTickets(credential: Credential, query: Query, limit: number): Promise<Found> {
  const tickets: Ticket[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await callApi(credential, 'GET', '/api/v1/tickets', parsePage, {
      query: { ...query, limit: Math.min(pageSize, limit - tickets.length), cursor },
    });
    tickets.push(...page.tickets);
    cursor = page.nextCursor;
    // Each page of a long search counts only what it has looked at. After the last one, all are known.
    if (cursor === undefined && !page.totalIsExact)
      return { tickets, total: tickets.length, totalIsExact: true };
    if (cursor === undefined || tickets.length >= limit)
      return {
        tickets,
        total: Math.max(page.total, tickets.length),
        totalIsExact: page.totalIsExact,
      };
  }
}

function parsePage(body: unknown): Found & { readonly nextCursor: string | undefined } {
  const { data, total, totalIsExact, nextCursor } = parseObject(body, 'a page');
  return {
    tickets: parseList(data, 'data', parseTicket),
    total: Number(total),
    totalIsExact: totalIsExact !== false,
    nextCursor: typeof nextCursor === 'string' ? nextCursor : undefined,
  };
}
