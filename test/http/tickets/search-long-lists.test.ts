import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, type Transaction } from '../../../src/storage/database.ts';
import { withDeadline } from '../../../src/storage/deadline.ts';
import { newId } from '../../../src/storage/ids.ts';
import { insertTicket } from '../../../src/tickets/queries.ts';
import { searchText } from '../../../src/tickets/search/text.ts';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { minute } from '../../support/clock.ts';

/** More than a search compares without the index. */
const count = 600;
/** A search compares so many tickets; if the index finds more, so many of the newest and some by title. */
const [most, mostNewest] = [500, 100];

type Written = {
  readonly id: string;
  readonly boardId: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly number: number;
};

/** Few letters, so that most texts of a few letters are in some tickets: also operators, wildcards and other scripts. */
const letters = [
  'a',
  'B',
  'c',
  'Ä',
  'ß',
  ' ',
  ' ',
  '%',
  '_',
  '"',
  '*',
  '!',
  '\\',
  '-',
  '1',
  '会',
  '議',
  '🦊',
];

/** Pseudo-random, so that a failure can be repeated. */
function texts(seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  return (length: number) =>
    Array.from({ length }, () => letters[next(letters.length)] ?? '')
      .join('')
      .trim() || 'x';
}

async function fill(
  site: AcmeWithBoards,
  organizationId: string,
  authorId: string,
  boards: readonly { id: string; key: string }[],
  size = count,
): Promise<Written[]> {
  const text = texts(7);
  const written: Written[] = [];
  const insert = async (trx: Transaction) => {
    for (let index = 0; index < size; index += 1) {
      const board = boards[index % boards.length] ?? expect.unreachable();
      const status = index % 3 === 0 ? 'DONE' : 'TODO';
      const title = `${text(6)}${index === 3 ? ' harvest' : ''}`;
      // All have each three letters of `summer harvest`, but one has these words beside each other.
      const words = index === 5 ? 'Summer harvest' : 'Summer hats, upper harvest';
      const description = `${words}\n${text(20)}`;
      const number = 10_000 + index;
      const row = {
        id: newId('tkt'),
        boardKey: board.key,
        number,
        title,
        description,
        status,
        priority: 'LOW',
        boardId: board.id,
        assigneeId: null,
        assigneeName: null,
        createdAt: site.clock.now() + index,
        updatedAt: site.clock.now(),
      };
      await insertTicket(trx, {
        organizationId,
        authorId,
        searchText: searchText(`${board.key}-${number}`, title, description),
        row,
      });
      written.push({ id: row.id, boardId: board.id, title, description, status, number });
    }
  };
  await withDeadline(minute, () => inTransaction(site.db, insert));
  return written;
}

const fold = (text: string) => text.toLowerCase().toUpperCase().toLowerCase();

/** What a search must find, computed without an index. */
function expected(tickets: readonly Written[], typed: string): string[] {
  const needle = fold(typed);
  const isWord = (text: string) => /[\p{L}\p{N}_]/u.test(text);
  const rankOf = (title: string) => {
    if (title.startsWith(needle)) return 1;
    const words = Array.from(title, (_, index) => index).some(
      (index) =>
        title.startsWith(needle, index) &&
        !isWord(Array.from(title.slice(0, index)).at(-1) ?? '') &&
        !isWord(Array.from(title.slice(index + needle.length))[0] ?? ''),
    );
    return words ? 2 : title.includes(needle) ? 3 : 4;
  };
  return tickets
    .filter(({ title, description }) => fold(`${title}\n${description}`).includes(needle))
    .map(({ id, title }, index) => ({ id, rank: rankOf(fold(title)), index }))
    .sort((one, other) => one.rank - other.rank || other.index - one.index)
    .map(({ id }) => id);
}

describe('a search in a long list', () => {
  let site: AcmeWithBoards;
  let tickets: Written[];
  beforeAll(async () => {
    site = await createAcmeWithBoards();
    const organization = async (at: string, token: string) =>
      (await site.send('GET', '/api/v1/organization', { at, token })).body.id;
    const acme = await organization('acme-corp', site.adminToken);
    const globex = await organization('globex', site.globexToken);
    tickets = await fill(site, acme, site.admin.id, [site.web, site.ops]);
    await fill(site, globex, site.globexAdmin.id, [site.globexBoard], 60);
  }, 3 * minute);
  afterAll(() => site.close());

  const ask = async (query: string, token = site.adminToken) => {
    const answer = await site.send('GET', `/api/v1/tickets?${query}`, { token });
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };
  const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);
  const search = (text: string) => `limit=100&search=${encodeURIComponent(text)}`;

  const needles = fc
    .record({ ticket: fc.nat(count - 1), start: fc.nat(22), length: fc.integer({ min: 3, max: 12 }) })
    .map(({ ticket, start, length }) => {
      const { title = '', description = '' } = tickets[ticket] ?? {};
      const [, line = ''] = description.split('\n');
      const from = start < title.length ? title : line;
      return Array.from(from)
        .slice(start % 6, (start % 6) + length)
        .join('')
        .trim();
    })
    .filter((text) => Array.from(text).length >= 3);

  it('has an exact total without a search too, and each ticket once, by page and by cursor', async () => {
    const both = await site.createMember('acme-corp', 'both@acme.test', 'TEAM_MEMBER');
    for (const { id } of [site.web, site.ops])
      await site.send('PUT', `/api/v1/boards/${id}/members/${both.id}`, { token: site.adminToken });
    const newestFirst = tickets.toReversed();
    const onWeb = newestFirst.filter(({ boardId }) => boardId === site.web.id);
    for (const [token, filter, listed] of [
      [site.adminToken, '', newestFirst],
      [await site.createToken(both), '', newestFirst],
      [site.teamMemberToken, '', onWeb],
      [site.teamMemberToken, '&status=DONE', onWeb.filter(({ status }) => status === 'DONE')],
    ] as const) {
      const ids: string[] = [];
      for (let cursor = ''; ids.length < listed.length; ) {
        const body = await ask(`limit=100${filter}${cursor}`, token);
        const page = await ask(`limit=100${filter}&page=${ids.length / 100 + 1}`, token);
        expect([body.total, page.total, page.data]).toEqual([listed.length, listed.length, body.data]);
        ids.push(...idsOf(body));
        cursor = `&cursor=${body.nextCursor}`;
      }
      expect(ids).toEqual(listed.map(({ id }) => id));
    }
    expect((await ask(`boardId=${site.ops.id}`, site.teamMemberToken)).total).toBe(0);
  });

  it('finds the same tickets in the same order as a comparison with all of them', async () => {
    await fc.assert(
      fc.asyncProperty(needles, async (text) => {
        const all = await ask(search(text));
        const found = expected(tickets, text);
        expect(idsOf(all)).toEqual(found.slice(0, 100));
        expect(all.total).toBe(found.length);
        expect(all.totalIsExact).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('finds only tickets on the boards of a member, that pass the filters', async () => {
    await fc.assert(
      fc.asyncProperty(needles, async (text) => {
        const onWeb = tickets.filter(({ boardId }) => boardId === site.web.id);
        const done = onWeb.filter(({ status }) => status === 'DONE');
        expect(idsOf(await ask(search(text), site.teamMemberToken))).toEqual(
          expected(onWeb, text).slice(0, 100),
        );
        const filtered = await ask(`${search(text)}&status=DONE&boardId=${site.web.id}`);
        expect(idsOf(filtered)).toEqual(expected(done, text).slice(0, 100));
      }),
      { numRuns: 20 },
    );
  });

  it('compares the newest tickets with a common word, and finds it in older titles', async () => {
    const first = await ask(search('harvest'));
    expect(first).toMatchObject({ total: mostNewest + 1, totalIsExact: false });
    const newest = tickets
      .slice(-mostNewest)
      .toReversed()
      .map(({ id }) => id);
    const all = [tickets[3]?.id, ...newest];
    expect(idsOf(first)).toEqual(all.slice(0, 100));
    const byPage: string[] = [];
    for (let page = 1; page <= 2; page += 1)
      byPage.push(...idsOf(await ask(`${search('harvest')}&page=${page}`)));
    expect(byPage).toEqual(all);
  });

  it('finds common words beside each other, however old the ticket', async () => {
    const found = await ask(search('summer harvest'));
    expect([idsOf(found), found.total, found.totalIsExact]).toEqual([[tickets[5]?.id], 1, undefined]);
    expect((await ask(search('upper harvest'))).totalIsExact).toBe(false);
    expect(idsOf(await ask(search('summer hats harvest')))).toEqual([]);
  });

  it('continues by cursor with all older tickets, without a repetition or a gap', async () => {
    const done = tickets.filter(({ status, boardId }) => status === 'DONE' && boardId === site.web.id);
    for (const [text, filter, all] of [
      ['harvest', '', tickets],
      ['upper harvest', '', tickets],
      ['ab', '', tickets],
      ['harvest', `&status=DONE&boardId=${site.web.id}`, done],
    ] as const) {
      const read: string[] = [];
      for (let cursor = ''; ; ) {
        const page = await ask(`${search(text)}${filter}${cursor}`);
        read.push(...idsOf(page));
        if (page.nextCursor === undefined) break;
        cursor = `&cursor=${page.nextCursor}`;
      }
      expect(new Set(read).size).toBe(read.length);
      expect(read.toSorted()).toEqual(expected(all, text).toSorted());
    }
    const other = await site.send('GET', '/api/v1/tickets?limit=1', { token: site.adminToken });
    const answer = await site.send('GET', `/api/v1/tickets?search=harvest&cursor=${other.body.nextCursor}`, {
      token: site.adminToken,
    });
    expect(answer.status).toBe(400);
  });

  it('compares only the newest tickets with one or two letters, except ideographs', async () => {
    const two = await ask(search('ab'));
    expect(two).toMatchObject({ totalIsExact: false });
    expect(idsOf(two)).toEqual(expected(tickets.slice(-most), 'ab').slice(0, 100));
    const pair = await ask(search('会議'));
    expect(pair.totalIsExact).toBeUndefined();
    expect(idsOf(pair)).toEqual(expected(tickets, '会議').slice(0, 100));
  });

  it('finds a changed text and no longer the one before', async () => {
    const ticket = tickets[0] ?? expect.unreachable();
    const change = (title: string) =>
      site.send('PATCH', `/api/v1/tickets/${ticket.id}`, { token: site.adminToken, body: { title } });
    await change('Quixotic');
    expect(idsOf(await ask(search('quixotic')))).toEqual([ticket.id]);
    await change(ticket.title);
    expect(idsOf(await ask(search('quixotic')))).toEqual([]);
  });

  it('finds a display ID first, then what mentions it, and no longer number', async () => {
    const displayId = `WEB-${tickets[0]?.number}`;
    const mention = await postTicket(site, { title: `After (${displayId})`, boardId: site.ops.id });
    await postTicket(site, { title: `After ${displayId}7`, boardId: site.ops.id });
    expect(idsOf(await ask(search(displayId)))).toEqual([tickets[0]?.id, mention.id]);
    expect(idsOf(await ask(search(displayId.toLowerCase()), site.teamMemberToken))).toEqual([tickets[0]?.id]);
    expect(idsOf(await ask(`${search(displayId)}&status=TODO`))).toEqual([mention.id]);
    // No board has this key, so it is a text like any other.
    await postTicket(site, { title: 'UTF-8859', boardId: site.ops.id });
    expect((await ask(search('utf-88'))).total).toBe(1);
  });
});
