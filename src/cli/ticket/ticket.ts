import { callApi } from '../connection/api.ts';
import type { Credential } from '../connection/credential.ts';
import { UsageError } from '../failure.ts';
import { parseMe } from '../sign-in/me.ts';
import { type Fields, parseObject, parseString } from '../stored/parse.ts';

/** A ticket as the API shows it. */
export type Ticket = {
  readonly displayId: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: string;
  readonly assignee: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The answer as it came. */
  readonly json: Fields;
};

/** @throws UnexpectedForm */
export function parseTicket(value: unknown): Ticket {
  const json = parseObject(value, 'a ticket');
  const text = (name: string) => parseString(json[name], name);
  return {
    displayId: text('displayId'),
    title: text('title'),
    description: text('description'),
    status: text('status'),
    priority: text('priority'),
    assignee:
      json.assignee === null ? null : parseString(parseObject(json.assignee, 'assignee').name, 'name'),
    createdAt: text('createdAt'),
    updatedAt: text('updatedAt'),
    json,
  };
}

/** The path of a ticket. @throws UsageError if the reference is neither a display ID nor an ID */
export function ticketPath(reference: string): string {
  if (/^(tkt_[0-9a-z]+|[A-Za-z][A-Za-z0-9]{1,9}-\d{1,12})$/.test(reference))
    return `/api/v1/tickets/${reference}`;
  throw new UsageError(
    `'${reference}' is not a ticket: use its display ID, such as WEB-42, or its ID (tkt_…)`,
  );
}

/** Finds a board's ID by its key or ID. @throws UsageError; CommandFailure if there is none */
export async function findBoardId(credential: Credential, board: string): Promise<string> {
  if (/^brd_[0-9a-z]+$/.test(board)) return board;
  if (!/^[A-Za-z][A-Za-z0-9]{1,9}$/.test(board))
    throw new UsageError(`'${board}' is not a board: use its key, such as WEB, or its ID (brd_…)`);
  return callApi(credential, 'GET', `/api/v1/boards/${board}`, (body) =>
    parseString(parseObject(body, 'a board').id, 'id'),
  );
}

/** Finds a member's ID: the given one, or the person's own for `@me`. @throws UsageError */
export async function findMemberId(credential: Credential, member: string): Promise<string> {
  if (/^usr_[0-9a-z]+$/.test(member)) return member;
  if (member !== '@me')
    throw new UsageError(`'${member}' is not a member: use an ID (usr_…), or @me for yourself`);
  const { json } = await callApi(credential, 'GET', '/api/v1/me', (body) => parseMe(body, credential.origin));
  return parseString(parseObject(json.user, 'user').id, 'id');
}
