import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../src/storage/database.ts';
import { withDeadline } from '../../../src/storage/deadline.ts';
import { isSample } from '../../../src/storage/search/tokens.ts';
import { insertTicket } from '../../../src/tickets/queries.ts';
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
  beforeAll(async () => {
    site = await createAcmeWithBoards();
    const { id: organizationId } = (
      await site.send('GET', '/api/v1/organization', { token: site.adminToken })
    ).body;
    newestAt = site.clock.now() + count;
    await withDeadline(minute, () =>
      inTransaction(site.db, async (trx) => {
        for (let age = count - 1; age >= 0; age -= 1) {
          const { title, description } = textOf(age);
          const number = 10_000 - age;
          const board = age < onOps ? site.ops : site.web;
          const row = {
            id: ids[age] ?? expect.unreachable(),
            boardKey: board.key,
            number,
            title,
            description,
            status: 'TODO',
            priority: 'LOW',
            boardId: board.id,
            assigneeId: null,
            assigneeName: null,
            createdAt: newestAt - age,
            updatedAt: newestAt - age,
          };
          await insertTicket(trx, {
            organizationId,
            authorId: site.admin.id,
            searchText: searchText(`${board.key}-${number}`, title, description),
            row,
          });
        }
      }),
    );
  }, minute);
  afterAll(() => site.close());

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
    const far = ['search', 2, 'index', Number.MAX_SAFE_INTEGER, '-', 0, -1, 0, '-'];
    const cursor = Buffer.from(JSON.stringify(far)).toString('base64url');
    expect(await ask(`search=bluestone&cursor=${cursor}`)).toMatchObject({ page: 2, total: 1 });
    const short = await site.send('GET', `/api/v1/tickets?search=bl&cursor=${cursor}`, {
      token: site.adminToken,
    });
    expect(short.status).toBe(400);
  });

  it.each(['', 'list', 'index'])('rejects a cursor that is not of a search: %s', async (kind) => {
    const cursor = Buffer.from(JSON.stringify(['search', 2, kind])).toString('base64url');
    const answer = await site.send('GET', `/api/v1/tickets?search=bluestone&cursor=${cursor}`, {
      token: site.adminToken,
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });
});

/** Returns IDs of which every tenth is a sample, and no other. */
function idsOf(length: number): string[] {
  let next = 0;
  return Array.from({ length }, (_, index) => {
    const wanted = index % sampleEvery === sampleEvery - 1;
    for (;;) {
      next += 1;
      const id = `tkt_${String(next).padStart(23, '0')}`;
      if (isSample(id) === wanted) return id;
    }
  });
}
