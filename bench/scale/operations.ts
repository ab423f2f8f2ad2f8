import { formatTimestamp } from '../../src/contract/timestamps.ts';
import { requestWith } from '../spedy.ts';
import type { FixedRequest } from '../subject.ts';
import { type DataSet, daysOfUsage, largeSlug, targets, timeOf } from './data-set.ts';

/** A request that a round may repeat, or one that changes the data and so has its own target in each round. */
export type Operation = {
  readonly name: string;
  /** Whether the request changes the data: it runs once in a round, without a warm-up. */
  readonly changes?: true;
  /** Whether more data means more work: the response is longer, or the page is further from the start of its list. */
  readonly growing?: true;
  /** Whether each request is for a page of another length, so that the server answers none from its cache. */
  readonly uncached?: true;
  /** Returns the request; null if this server does not offer it. */
  readonly request: (site: Site, round: number) => Promise<SentRequest | null>;
};
/** Any method and body. */
export type SentRequest = Omit<FixedRequest, 'method'> & { readonly method: string };

/** A running server with a data set. `ask` sends a request that is not measured. */
export type Site = {
  readonly data: DataSet;
  readonly ask: (request: SentRequest) => Promise<{ readonly status: number; readonly body: string }>;
};

const host = `${largeSlug}.localhost:3000`;
const pageSize = 20;
const api = '/api/v1';
const tickets = `${api}/tickets`;
const events = `${api}/organization/audit-events`;
const apps = `${api}/organization/applications`;
const connections = `${api}/organization/connected-apps`;
const tokens = `${api}/organization/tokens`;
type Known = keyof DataSet['tokens'];

/** The operations of the table, reads first. */
export const operations: readonly Operation[] = [
  read('me (a hot request)', `${api}/me`),
  ...list('tickets', tickets, ({ counts }) => counts.tickets),
  read('tickets, page 1, a member on all boards', tickets, 'everyBoard'),
  read('tickets, page 1, a member on one board', tickets, 'oneBoard'),
  read('tickets, page 1 of one status', `${tickets}?status=DONE`),
  search('with one hit', ({ hit }) => hit.word),
  search('with one hit, a member on all boards', ({ hit }) => hit.word, 'everyBoard'),
  search('without a hit', 'zzzebra'),
  search('for a common word', 'kalomi'),
  search('for a common word, a member on all boards', 'kalomi', 'everyBoard'),
  search('for two common words', 'kalomi rentas'),
  search('for common words that no ticket has in this order', 'kalomi rentas verdon'),
  search('for common syllables that no ticket has in this order', 'kalomirentas'),
  search('for a long text of common syllables', 'kalomirentasverdonpelsurbin'),
  { name: 'tickets, search for common syllables, the next tickets', uncached: true, request: nextOfSearch },
  search('for a display ID', ({ hit }) => hit.displayId),
  search('for two letters', 'ka'),
  read('boards, page 1, a member on all boards', `${api}/boards`, 'everyBoard'),
  ...list('audit log', events, ({ counts }) => counts.events),
  read('audit log, one kind of action', `${events}?action=token.`),
  read('audit log, one target', (data) => `${events}?targetId=${data.busyMember}`),
  read(
    'audit log, one action on a target',
    ({ busyMember }) => `${events}?targetId=${busyMember}&action=member.second_factor_reset&limit=2`,
  ),
  read('audit log, the old half', (data) => `${events}?to=${instant(data, 0.5)}`),
  read('audit log, a text that no event has', `${events}?search=zebra`),
  read('audit log, the operator', `${events}?actorKind=operator`),
  growing(read('audit log, one day', (data) => `${events}?${oneDay(data)}`)),
  growing(read('audit export, one day', (data) => `${events}/export?${oneDay(data)}`)),
  growing(read('audit export, one kind of action', `${events}/export?action=token.`)),
  growing(read('audit export, whole', `${events}/export`)),
  read('applications, page 1', apps),
  ...list('connected applications', connections, ({ counts }) => counts.connections),
  read("organization's tokens, page 1", tokens),
  lastPage("organization's tokens", tokens, ({ counts }) => counts.tokens),
  read("organization's tokens, unused for 90 days", `${tokens}?unusedForDays=90&limit=2`),
  read("organization's tokens, unused for 1,000 days", `${tokens}?unusedForDays=1000`),
  read("organization's tokens, expiring within a year", `${tokens}?expiringWithinDays=365&limit=2`),
  read("organization's tokens without an expiry", `${tokens}?expiry=none`),
  read("organization's tokens by name", `${tokens}?sort=name`),
  read("organization's tokens by expiry, from the last", `${tokens}?sort=-expiresAt`),
  read("organization's inactive tokens", `${tokens}?state=inactive`),
  read('usage of 18 own tokens, 90 days', `${api}/me/tokens/usage?days=${daysOfUsage}`, 'fewTokens'),
  growing(
    read('usage of many own tokens, 90 days', `${api}/me/tokens/usage?days=${daysOfUsage}`, 'manyTokens'),
  ),
  { name: 'tickets, page 1 after a change', changes: true, request: afterChange(tickets) },
  { name: "organization's tokens, page 1 after a change", changes: true, request: afterChange(tokens) },
  {
    name: 'removing a member',
    changes: true,
    request: async ({ data }, round) =>
      sent(data, 'DELETE', `${api}/users/${data.removableMembers[round % targets]}`),
  },
  {
    name: 'blocking an application',
    changes: true,
    request: async ({ data }, round) =>
      sent(data, 'PATCH', `${apps}/${data.blockableApplications[round % targets]}`, { blocked: true }),
  },
  { name: 'leak report of 100 tokens', changes: true, request: (site) => leakReport(site) },
];

type Path = string | ((data: DataSet) => string);

function growing(operation: Operation): Operation {
  return { ...operation, growing: true };
}

function read(name: string, path: Path, who: Known = 'admin'): Operation {
  const request = async ({ data }: Site) =>
    requestWith(data.tokens[who], typeof path === 'string' ? path : path(data), host);
  return { name, request };
}

/** A search of tickets. Each is computed, because a page is cached only for the member who asked for it. */
function search(name: string, text: Path, who: Known = 'admin'): Operation {
  const path: Path = (data) =>
    `${tickets}?search=${encodeURIComponent(typeof text === 'string' ? text : text(data))}`;
  return { ...read(`tickets, search ${name}`, path, who), uncached: true };
}

type Count = (data: DataSet) => number;

/** Returns the first, a middle and the last page of a list, and the page after a middle one by its cursor. */
function list(name: string, path: string, count: Count): Operation[] {
  const middle: Path = (data) => `${path}?page=${Math.ceil(count(data) / pageSize / 2)}`;
  return [
    read(`${name}, page 1`, path),
    growing(read(`${name}, middle page`, middle)),
    lastPage(name, path, count),
    { name: `${name}, page by cursor`, request: (site) => afterCursor(site, path, count) },
  ];
}

function lastPage(name: string, path: string, count: Count): Operation {
  return growing(read(`${name}, last page`, (data) => `${path}?page=${Math.ceil(count(data) / pageSize)}`));
}

/** The deepest page that a server has to serve by number: the rows below are reached with cursors. */
const deepestPage = 10_000 / pageSize;

async function afterCursor({ data, ask }: Site, path: string, count: Count): Promise<SentRequest | null> {
  const page = Math.min(deepestPage, Math.ceil(count(data) / pageSize / 2));
  const { body } = await ask(requestWith(data.tokens.admin, `${path}?page=${page}`, host));
  const { nextCursor } = JSON.parse(body) as { readonly nextCursor?: string | null };
  if (!nextCursor) return null;
  return requestWith(data.tokens.admin, `${path}?cursor=${encodeURIComponent(nextCursor)}`, host);
}

/** Returns the second request of a search that does not look at all tickets in one; the first one if it does. */
async function nextOfSearch({ data, ask }: Site): Promise<SentRequest> {
  const path = `${tickets}?search=rentaskalomi`;
  const { body } = await ask(requestWith(data.tokens.admin, `${path}&limit=100`, host));
  const { nextCursor } = JSON.parse(body) as { readonly nextCursor?: string };
  return requestWith(data.tokens.admin, nextCursor ? `${path}&cursor=${nextCursor}` : path, host);
}

/** Returns a time of the history as a parameter. */
function instant({ counts, at }: DataSet, share: number): string {
  return formatTimestamp(timeOf(Math.floor(counts.tickets * share), counts.tickets, at));
}

function oneDay({ counts, at }: DataSet): string {
  const from = timeOf(Math.floor(counts.tickets / 2), counts.tickets, at);
  return `from=${formatTimestamp(from)}&to=${formatTimestamp(from + 86_400_000)}`;
}

function sent({ tokens: { admin } }: DataSet, method: string, path: string, body?: object): SentRequest {
  const { headers } = requestWith(admin, path, host);
  if (!body) return { method, path, headers };
  return {
    method,
    path,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** Changes a ticket, so that no page or total that the server has kept is still valid. */
function afterChange(path: string): Operation['request'] {
  return async ({ data, ask }, round) => {
    const { body } = await ask(sent(data, 'GET', tickets));
    const [ticket] = (JSON.parse(body) as { readonly data: { readonly id: string }[] }).data;
    const change = { title: `Changed ${round}` };
    const { status } = await ask(sent(data, 'PATCH', `${tickets}/${ticket?.id}`, change));
    if (status !== 200) throw new Error(`changing a ticket was answered with ${status}`);
    return sent(data, 'GET', path);
  };
}

/** Creates a hundred tokens of the administrator and returns the report of all of them. */
async function leakReport({ data, ask }: Site): Promise<SentRequest> {
  const secrets: string[] = [];
  for (let index = 0; index < 100; index += 1) {
    const { status, body } = await ask(sent(data, 'POST', `${api}/me/tokens`, { name: `Leaked ${index}` }));
    if (status !== 201) throw new Error(`creating a token was answered with ${status}: ${body}`);
    secrets.push((JSON.parse(body) as { readonly token: string }).token);
  }
  return sent(data, 'POST', `${api}/leaked-tokens`, { tokens: secrets });
}
