import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, type Transaction } from '../../../src/storage/database.ts';
import { withDeadline } from '../../../src/storage/deadline.ts';
import { isSample } from '../../../src/storage/search/tokens.ts';
import { insertTicket, type TicketRow } from '../../../src/tickets/queries.ts';
import { searchText } from '../../../src/tickets/search/text.ts';
import { type AcmeWithBoards, createAcmeWithBoards } from '../../support/boards.ts';
import { minute } from '../../support/clock.ts';

/** More than a search compares without the index. */
const count = 700;
/** Every tenth ticket is a sample, as if there were a hundred times as many tickets. */
const sampleEvery = 10;
/** A request looks back to the fourth sample. */
const looked = 4 * sampleEvery;
/** So many tickets, from the newest on, are on a board of their own. */
const onOps = 100;
/** The tickets that have the word, by their age. One of them has it in the title. */
const [inTitle, inText] = [550, [5, looked + 1, 300, 599]];

/** All tickets have each three letters of the word, but few have the word. */
function textOf(age: number) {
  const word = inText.includes(age) ? 'a bluestone' : 'bluesto estone';
  return { title: age === inTitle ? 'Bluestone' : 'Quarry', description: word };
}

describe('a search for common letters that are rarely together', () => {
  let site: AcmeWithBoards;
  /** The newest first. */
  const ids = idsOf(count);
  let newestAt: number;
  let organizationId: string;
  beforeAll(async () => {
    site = await createAcmeWithBoards();
    const organization = await site.send('GET', '/api/v1/organization', { token: site.adminToken });
    organizationId = organization.body.id;
    newestAt = site.clock.now() + count;
    await withDeadline(minute, () =>
      inTransaction(site.db, async (trx) => {
        for (let age = count - 1; age >= 0; age -= 1) {
          const board = age < onOps ? site.ops : site.web;
          await insert(trx, board, {
            id: ids[age] ?? expect.unreachable(),
            number: 10_000 - age,
            createdAt: newestAt - age,
            ...textOf(age),
          });
        }
      }),
    );
  }, minute);
  afterAll(() => site.close());

  const nextLong = idsAfter('tkt_8');
  const insert = (
    trx: Transaction,
    board: { readonly id: string; readonly key: string },
    ticket: Pick<TicketRow, 'id' | 'number' | 'title' | 'description' | 'createdAt'>,
  ) => {
    const { number, title, description, createdAt } = ticket;
    return insertTicket(trx, {
      organizationId,
      authorId: site.admin.id,
      searchText: searchText(`${board.key}-${number}`, title, description),
      row: {
        ...ticket,
        boardKey: board.key,
        boardId: board.id,
        status: 'TODO',
        priority: 'LOW',
        assigneeId: null,
        assigneeName: null,
        updatedAt: createdAt,
      },
    });
  };
  const ask = async (query: string) => {
    const answer = await site.send('GET', `/api/v1/tickets?${query}`, { token: site.adminToken });
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };

  it('looks at as many tickets in each request, says how far, and goes on from there', async () => {
    const first = await ask('search=bluestone');
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual([ids[inTitle], ids[5]]);
    const sample = looked - 1;
    expect(first).toMatchObject({
      total: 2,
      totalIsExact: false,
      searched: { until: new Date(newestAt - sample).toISOString(), isComplete: false },
    });
    const found: string[] = [];
    const complete: boolean[] = [];
    for (let page = first; ; ) {
      found.push(...page.data.map(({ id }: { id: string }) => id));
      complete.push(page.searched.isComplete);
      if (page.nextCursor === undefined) break;
      page = await ask(`search=bluestone&cursor=${page.nextCursor}`);
    }
    expect(found).toEqual([inTitle, ...inText].map((age) => ids[age]));
    // The last part has fewer samples than a request looks at.
    expect(complete).toEqual([...Array(Math.floor(count / looked)).fill(false), true]);
  });

  it('looks further back on a board that has none of the newest tickets', async () => {
    const page = await ask(`search=bluestone&boardId=${site.web.id}`);
    expect(page.data.map(({ id }: { id: string }) => id)).toEqual([ids[inTitle]]);
    const sample = onOps + looked - 1;
    expect(page.searched.until).toBe(new Date(newestAt - sample).toISOString());
    const next = await ask(`search=bluestone&boardId=${site.web.id}&cursor=${page.nextCursor}`);
    expect(next.searched.until).toBe(new Date(newestAt - sample - looked).toISOString());
  });

  it('has all matches at once of a word with letters that few tickets have', async () => {
    const found = await ask('search=quarry bluestone');
    expect(found).toMatchObject({ total: 0 });
    expect(found.totalIsExact).toBeUndefined();
    expect(found.searched).toBeUndefined();
  });

  it('continues nowhere from a position that no ticket has', async () => {
    const cursor = cursorOf('index', Number.MAX_SAFE_INTEGER, '-', 0, -1, 0, '-');
    expect(await ask(`search=bluestone&cursor=${cursor}`)).toMatchObject({ page: 2, total: 1 });
    const short = await site.send('GET', `/api/v1/tickets?search=bl&cursor=${cursor}`, {
      token: site.adminToken,
    });
    expect(short.status).toBe(400);
  });

  it('shows nothing of a board that a member cannot see to a cursor of a search there', async () => {
    const cursor = cursorOf('index', Number.MAX_SAFE_INTEGER, '-', 0, -1, 0, '-');
    const query = `/api/v1/tickets?search=bluestone&cursor=${cursor}`;
    const there = await site.send('GET', `${query}&boardId=${site.web.id}`, { token: site.adminToken });
    expect(there.body.searched).toMatchObject({ isComplete: false });
    const outsider = await site.createMember('acme-corp', 'outsider@acme.test', 'TEAM_MEMBER');
    const token = await site.createToken(outsider);
    for (const where of ['', `&boardId=${site.web.id}`]) {
      const answer = await site.send('GET', query + where, { token });
      expect([answer.status, answer.body.total], where).toEqual([200, 0]);
      expect(answer.body.searched, where).not.toHaveProperty('until', expect.any(String));
      expect(answer.body.nextCursor, where).toBeUndefined();
    }
  });

  it('stores a ticket that is a sample and has a long text', async () => {
    // It has more tokens than a statement may have parameters: hardly any letters occur twice beside each other.
    const letters = Array.from({ length: 12_000 }, (_, index) => 0x4e00 + ((index * index) % 20_011));
    const description = String.fromCodePoint(...letters);
    const id = nextLong(true);
    const ticket = {
      id,
      number: Number(id.slice(-6)) + 20_000,
      title: 'Long',
      description,
      createdAt: newestAt,
    };
    await inTransaction(site.db, (trx) => insert(trx, site.ops, ticket));
    const changed = await site.send('PATCH', `/api/v1/tickets/${id}`, {
      token: site.adminToken,
      body: { title: 'Very long' },
    });
    expect(changed.status).toBe(200);
    const found = await ask(`search=${encodeURIComponent(description.slice(-20))}`);
    expect(found.data.map(({ title }: { title: string }) => title)).toEqual(['Very long']);
  });

  it.each([[''], ['list'], ['index'], ['index', Number.MIN_SAFE_INTEGER, '-', 0, -1, 0, '-']])(
    'rejects a cursor that is not of a search: %j',
    async (...place) => {
      const answer = await site.send('GET', `/api/v1/tickets?search=bluestone&cursor=${cursorOf(...place)}`, {
        token: site.adminToken,
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    },
  );
});

/** Returns IDs of which every tenth is a sample, and no other. */
function idsOf(length: number): string[] {
  const next = idsAfter('tkt_0');
  return Array.from({ length }, (_, index) => next(index % sampleEvery === sampleEvery - 1));
}

/** Returns a function that returns other IDs each time, those of samples or those of other tickets. */
function idsAfter(start: string): (wanted: boolean) => string {
  let next = 0;
  return (wanted) => {
    for (;;) {
      next += 1;
      const id = start + String(next).padStart(22, '0');
      if (isSample(id) === wanted) return id;
    }
  };
}

function cursorOf(...position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(['search', 2, ...position])).toString('base64url');
}
