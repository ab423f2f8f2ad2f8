import { callApi } from '../connection/api.ts';
import { type Credential, findCredential } from '../connection/credential.ts';
import { withSpinner } from '../output/spinner.ts';
import { bold, dim } from '../output/style.ts';
import { asText, withoutControls } from '../output/table.ts';
import { openBrowser } from '../sign-in/open-browser.ts';
import { type Fields, parseList, parseObject, parseString } from '../stored/parse.ts';
import { printResult, type Terminal } from '../terminal.ts';
import type { ViewOptions } from './options.ts';
import { parseTicket, type Ticket, ticketPath } from './ticket.ts';

type Comment = {
  readonly author: string;
  readonly createdAt: string;
  readonly body: string;
  readonly internal: boolean;
  readonly json: Fields;
};

/** `spedy ticket view TICKET` */
export async function viewTicket(terminal: Terminal, reference: string, options: ViewOptions): Promise<void> {
  const path = ticketPath(reference);
  const credential = await findCredential(terminal.env, options.host);
  const { ticket, comments } = await withSpinner(terminal, 'Asking…', async () => ({
    ticket: await callApi(credential, 'GET', path, parseTicket),
    comments: options.comments ? await readComments(credential, `${path}/comments`) : null,
  }));
  if (options.web) return openTicket(terminal, credential.origin, ticket, options);
  const json = comments ? { ...ticket.json, comments: comments.map((comment) => comment.json) } : ticket.json;
  printResult(terminal, options, json, linesOf(terminal, ticket, comments ?? []));
}

async function openTicket(terminal: Terminal, origin: URL, { displayId }: Ticket, options: ViewOptions) {
  const url = new URL(`/tickets/${displayId}`, origin).href;
  await openBrowser(terminal.env, url);
  printResult(terminal, options, { url }, [url]);
}

async function readComments(credential: Credential, path: string): Promise<readonly Comment[]> {
  const comments: Comment[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 100, cursor };
    const page = await callApi(credential, 'GET', path, (body) => parseObject(body, 'a page'), { query });
    comments.push(...parseList(page.data, 'data', parseComment));
    cursor = typeof page.nextCursor === 'string' ? page.nextCursor : undefined;
  } while (cursor !== undefined);
  return comments;
}

function parseComment(value: unknown): Comment {
  const json = parseObject(value, 'a comment');
  return {
    author: parseString(parseObject(json.author, 'author').name, 'name'),
    createdAt: parseString(json.createdAt, 'createdAt'),
    body: parseString(json.body, 'body'),
    internal: json.internal === true,
    json,
  };
}

function linesOf(terminal: Terminal, ticket: Ticket, comments: readonly Comment[]): string[] {
  const { displayId, title, status, priority, assignee, description, createdAt, updatedAt } = ticket;
  return [
    bold(terminal, withoutControls(`${displayId} ${title}`)),
    withoutControls(
      `${status}, ${priority}, ${assignee === null ? 'unassigned' : `assigned to ${assignee}`}`,
    ),
    dim(terminal, `Created ${createdAt}, updated ${updatedAt}`),
    ...(description === '' ? [] : ['', asText(description)]),
    ...comments.flatMap((comment) => [
      '',
      dim(
        terminal,
        withoutControls(`${comment.author}, ${comment.createdAt}${comment.internal ? ', internal' : ''}`),
      ),
      asText(comment.body),
    ]),
  ];
}
