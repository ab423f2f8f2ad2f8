import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '../../../src/storage/ids.ts';
import { createAcmeWithBoards } from '../../support/boards.ts';

/** More than a search compares without the index. */
const count = 502;

it('a search compares the newest tickets and says so until the index of an older database is filled, then all', async () => {
  const site = await createAcmeWithBoards();
  const token = site.adminToken;
  const { id: organizationId } = (await site.send('GET', '/api/v1/organization', { token })).body;
  const ids = Array.from({ length: count }, () => newId('tkt'));
  const rows = ids.map(
    (id, index) => sql`(${organizationId}, ${id}, ${site.web.id}, ${100 + index}, 'Title', '', 'TODO', 'LOW',
      ${site.admin.id}, ${`web-${100 + index}\ntitle\n${index === 0 ? 'oldest' : ''}`}, ${index}, ${index})`,
  );
  await sql`
    insert into tickets (organization_id, id, board_id, number, title, description, status, priority, author_id,
      search_text, created_at, updated_at)
    values ${sql.join(rows)}`.execute(site.db);
  await sql`
    insert into search_fills (organization_id, created_at, id, next_ordinal)
    values (${organizationId}, ${count}, '', 100000)`.execute(site.db);

  const search = async (text: string, limit: number, cursor = '') =>
    (await site.send('GET', `/api/v1/tickets?search=${text}&limit=${limit}${cursor}`, { token })).body;
  expect(await search('title', 20)).toMatchObject({ total: 500, totalIsExact: false });
  const newest = await search('oldest', 20);
  expect(newest).toMatchObject({ data: [], totalIsExact: false, searched: { isComplete: false } });
  const rest = await search('oldest', 20, `&cursor=${newest.nextCursor}`);
  expect(rest).toMatchObject({ data: [{ id: ids[0] }], searched: { until: null, isComplete: true } });
  expect(rest.nextCursor).toBeUndefined();

  await site.app.background.runOnce();
  // With another limit, because pages are cached.
  const found = await search('oldest', 21);
  expect(found.data.map(({ id }: { id: string }) => id)).toEqual([ids[0]]);
  expect(found).toMatchObject({ total: 1 });
  expect(found.totalIsExact).toBeUndefined();
  await site.close();
});
