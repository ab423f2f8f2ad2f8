import { readFile } from 'node:fs/promises';
import { callApi } from '../connection/api.ts';
import { findCredential } from '../connection/credential.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { withSpinner } from '../output/spinner.ts';
import { withoutControls } from '../output/table.ts';
import { readAll } from '../read-line.ts';
import { parseObject, parseString } from '../stored/parse.ts';
import { printResult, type Terminal } from '../terminal.ts';
import type { CommentOptions, CreateOptions, TextOptions } from './options.ts';
import { findBoardId, findMemberId, parseTicket, ticketPath } from './ticket.ts';

/** `spedy ticket create` */
export async function createTicket(terminal: Terminal, options: CreateOptions): Promise<void> {
  const description = await readText(terminal, options);
  const credential = await findCredential(terminal.env, options.host);
  const { title, status, priority, assignee } = options;
  const ticket = await withSpinner(terminal, 'Creating…', async () =>
    callApi(credential, 'POST', '/api/v1/tickets', parseTicket, {
      json: {
        boardId: await findBoardId(credential, options.board),
        title,
        description,
        status,
        priority,
        assigneeId: assignee === undefined ? undefined : await findMemberId(credential, assignee),
      },
    }),
  );
  printResult(terminal, options, ticket.json, [
    withoutControls(`Created ${ticket.displayId}: ${ticket.title}`),
    new URL(`/tickets/${ticket.displayId}`, credential.origin).href,
  ]);
}

/** `spedy ticket comment TICKET` */
export async function commentOnTicket(
  terminal: Terminal,
  reference: string,
  options: CommentOptions,
): Promise<void> {
  const path = ticketPath(reference);
  const body = await readText(terminal, options);
  if (body === undefined)
    throw new UsageError('missing --body <text> or --body-file <file>. See: spedy ticket comment --help');
  const credential = await findCredential(terminal.env, options.host);
  const comment = await withSpinner(terminal, 'Sending…', () =>
    callApi(
      credential,
      'POST',
      `${path}/comments`,
      (answer) => {
        const json = parseObject(answer, 'a comment');
        return { json, id: parseString(json.id, 'id') };
      },
      { json: { body, internal: options.internal } },
    ),
  );
  printResult(terminal, options, comment.json, [`Commented on ${reference}: ${comment.id}`]);
}

/** Reads a text from `--body`, a file or standard input; undefined without any. @throws CommandFailure */
async function readText({ stdin }: Terminal, { body, bodyFile }: TextOptions): Promise<string | undefined> {
  if (bodyFile === undefined) return body;
  try {
    const text = bodyFile === '-' ? await readAll(stdin) : await readFile(bodyFile, 'utf8');
    // Programs and editors end a text with a line break, which nobody wrote.
    return text.replace(/(\r?\n)+$/, '');
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CommandFailure(`cannot read ${bodyFile} (${code}): check --body-file`);
  }
}
