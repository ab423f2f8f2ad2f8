import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineHiddenRoute } from '../../../src/http/define-route.ts';
import type { Feature } from '../../../src/http/feature.ts';
import { features } from '../../../src/server/features.ts';
import { compileForms } from '../../../src/storage/compile-once.ts';
import type { Database } from '../../../src/storage/database.ts';
import { withDeadline } from '../../../src/storage/deadline.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const minute = 60_000;

/** Counts for a second or more of processor time. */
const counting = sql<number>`(
  with recursive c(n) as (select 1 union all select n + 1 from c where n < 3000000) select count(*) from c)`;
const countCompiled = compileForms((db) => db.selectNoFrom(counting.as('counted')), false);

let read: (db: Database) => Promise<unknown>;
const slowRoute: Feature = {
  routes: ({ db }) => [
    defineHiddenRoute({
      method: 'GET',
      path: '/slow',
      access: { credential: 'none' },
      run: async ({ reply }) => reply.send(await withDeadline(minute, () => read(db))),
    }),
  ],
};
let acme: Acme;
beforeEach(async () => {
  acme = await createAcme({ features: [...features, slowRoute] });
});
afterEach(() => acme.close());

/** A request that is answered by the server's own thread alone; on PostgreSQL, by another connection. */
const hot = () => acme.send('GET', '/api/v1/me', { token: acme.adminToken });

describe('a long read', () => {
  it.each<[string, typeof read]>([
    ['that is built each time', (db) => db.selectNoFrom(counting.as('counted')).execute()],
    ['that is compiled once', (db) => countCompiled(db, {}, {})],
  ])('%s does not hold up the requests of others', async (_name, slow) => {
    await hot();
    read = slow;
    const ended: string[] = [];
    const long = acme.send('GET', '/slow').then(({ status }) => ended.push(`slow ${status}`));
    for (const _ of [1, 2, 3]) ended.push(`hot ${(await hot()).status}`);
    await long;
    expect(ended).toEqual(['hot 200', 'hot 200', 'hot 200', 'slow 200']);
  });
});
