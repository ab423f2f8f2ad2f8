import { setTimeout } from 'node:timers/promises';
import type { Front } from '../cluster/front.ts';
import type { Connection } from './connection.ts';
import type { Journal, Token } from './journal.ts';
import { send } from './request.ts';

const tokensPath = '/api/v1/me/tokens';
/** Milliseconds that each client waits between two requests, and between two checks of readiness. */
const pause = 60;
const probePause = 200;
/** The clients that create and read; one client refreshes each connection. */
const creators = 3;
const readers = 4;
/** Active tokens above which the oldest are revoked. */
const keptTokens = 60;

/** Clients that create and revoke tokens, refresh connections, and read with active and revoked tokens. */
export class Load {
  readonly #fronts: readonly Front[];
  readonly #adminToken: string;
  readonly #connections: readonly Connection[];
  readonly #journal: Journal;
  #running: Promise<void>[] = [];
  #stopped = false;

  constructor(
    fronts: readonly Front[],
    adminToken: string,
    connections: readonly Connection[],
    journal: Journal,
  ) {
    this.#fronts = fronts;
    this.#adminToken = adminToken;
    this.#connections = connections;
    this.#journal = journal;
  }

  start(): void {
    const repeat = async (wait: number, step: () => Promise<void>) => {
      for (; !this.#stopped; await setTimeout(wait)) await step();
    };
    const times = (count: number, step: () => Promise<void>) =>
      Array.from({ length: count }, () => repeat(pause, step));
    this.#running = [
      ...times(creators, () => this.#create()),
      ...times(creators, () => this.#revoke()),
      ...times(readers, () => this.#read()),
      ...this.#connections.map((connection) => repeat(pause * 5, () => this.#refresh(connection))),
      ...this.#fronts.map((front) => repeat(probePause, () => this.#probe(front))),
    ];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  #anyFront(): Front {
    const front = this.#fronts[Math.floor(Math.random() * this.#fronts.length)];
    if (!front) throw new Error('there is no server');
    return front;
  }

  async #create(): Promise<void> {
    const front = this.#anyFront();
    const answer = await send(front.origin, {
      method: 'POST',
      path: tokensPath,
      token: this.#adminToken,
      json: { name: 'Trial' },
    });
    const { id, token } = answer.body;
    const isCreated = answer.status === 201 && typeof id === 'string' && typeof token === 'string';
    this.#journal.write(front.name, 'create', answer, isCreated);
    if (isCreated) this.#journal.created(id, token, answer.ended);
    if (answer.status === 401) this.#journal.violate('lost', `the administrator's token: ${answer.text}`);
  }

  /** Revokes the oldest active token. After an unknown outcome, it is repeated until it is acknowledged. */
  async #revoke(): Promise<void> {
    const { active } = this.#journal;
    const token = active.find(({ isBusy }) => !isBusy);
    if (!token || active.length < keptTokens) return;
    token.isBusy = true;
    const front = this.#anyFront();
    const isRepeated = token.revoking !== null;
    token.revoking ??= performance.now();
    const answer = await send(front.origin, {
      method: 'DELETE',
      path: `${tokensPath}/${token.id}`,
      token: this.#adminToken,
    });
    token.isBusy = false;
    // A repeated revocation finds nothing if the first one was committed.
    const isRevoked = answer.status === 204 || (isRepeated && answer.status === 404);
    this.#journal.write(front.name, 'revoke', answer, isRevoked);
    if (isRevoked) this.#journal.revoked(token, answer.ended);
    else if (answer.status === 404)
      this.#journal.violate('lost', `${token.id} cannot be revoked: ${answer.text}`);
  }

  async #refresh(connection: Connection): Promise<void> {
    const front = this.#anyFront();
    const answer = await connection.refresh(front.origin);
    this.#journal.write(front.name, 'refresh', answer, answer.status === 200);
    if (answer.status === 400 || answer.status === 401) this.#journal.violate('refresh lost', answer.text);
    if (answer.status !== 200) return;
    this.#journal.acknowledgedRefreshes += 1;
    const read = await send(this.#anyFront().origin, { path: '/api/v1/me', token: connection.accessToken });
    this.#journal.count('read', read);
    if (read.status === 401) this.#journal.violate('lost', `a refreshed access token: ${read.text}`);
  }

  async #read(): Promise<void> {
    const token = this.#anyToken();
    if (token) await readWith(token, this.#anyFront(), this.#journal);
  }

  /** Half of the time one of the last tokens, else any. */
  #anyToken(): Token | undefined {
    const { tokens } = this.#journal;
    const last = Math.random() < 0.5 ? Math.min(150, tokens.length) : tokens.length;
    return tokens[tokens.length - 1 - Math.floor(Math.random() * last)];
  }

  async #probe({ name, origin }: Front): Promise<void> {
    const { status, began, ended } = await send(origin, { path: '/readyz' });
    this.#journal.probes.push({ front: name, began, ended, ready: status === 200 });
  }
}

/** Reads with a token through a server, and compares the answer with the journal. */
export async function readWith(token: Token, front: Front, journal: Journal): Promise<number> {
  const { revokedAt } = token;
  const answer = await send(front.origin, { path: '/api/v1/me', token: token.secret });
  journal.count('read', answer);
  journal.judge(token, answer, revokedAt);
  return answer.status;
}
