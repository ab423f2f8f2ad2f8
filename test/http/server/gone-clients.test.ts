import { request } from 'node:http';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineHiddenRoute } from '../../../src/http/define-route.ts';
import type { Feature } from '../../../src/http/feature.ts';
import { features } from '../../../src/server/features.ts';
import { type Database, inTransaction } from '../../../src/storage/database.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const clients = 50;
const path = '/late';
const access = { credential: 'none' } as const;

/** How each request ended on the server. */
let ended: Promise<unknown>[];
let work: (db: Database) => Promise<unknown>;
let arrived: PromiseWithResolvers<void>;

/** A route that works for its client only when all clients have gone. */
const late: Feature = {
  routes: ({ db }) => [
    defineHiddenRoute({
      method: 'GET',
      path,
      access,
      run: async ({ request: { raw }, reply }) => {
        const outcome = (async () => {
          await new Promise<void>((resolve) => raw.socket.once('close', resolve));
          return work(db);
        })();
        ended.push(outcome.catch((error: unknown) => error));
        if (ended.length === clients) arrived.resolve();
        await outcome;
        return reply.send('done');
      },
    }),
    defineHiddenRoute({
      method: 'GET',
      path: '/running',
      access,
      run: async ({ reply }) => {
        await work(db);
        return reply.send('done');
      },
    }),
  ],
};

let acme: Acme;
let port: number;
const ask = (at: string) => {
  const asked = request({
    host: '127.0.0.1',
    port,
    path: at,
    headers: { host: `acme-corp.localhost:${port}` },
  });
  asked.on('error', () => {}).end();
  return asked;
};
beforeEach(async () => {
  [ended, arrived] = [[], Promise.withResolvers()];
  port = await freePort();
  acme = await createAcme({ baseUrl: `http://localhost:${port}`, features: [...features, late] });
  await acme.app.server.listen({ host: '127.0.0.1', port });
});
afterEach(() => acme.close());

/** Lets all clients ask and hang up, and returns what their requests became. */
async function hangUp(): Promise<unknown[]> {
  const asked = Array.from({ length: clients }, () => ask(path));
  await arrived.promise;
  for (const one of asked) one.destroy();
  return Promise.all(ended);
}

describe('a client that hangs up', () => {
  it('gets no query that has not started', async () => {
    const queries = vi.fn();
    work = async (db) => {
      await db.selectFrom('users').select('id').execute();
      queries();
    };
    const outcomes = await hangUp();
    expect(outcomes).toHaveLength(clients);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: 'abandoned' });
    expect(queries).not.toHaveBeenCalled();
    expect((await acme.send('GET', '/api/v1/me', { token: acme.adminToken })).status).toBe(200);
  });

  it('gets no transaction that has not started', async () => {
    const begun = vi.fn();
    work = (db) => inTransaction(db, async () => begun());
    for (const outcome of await hangUp()) expect(outcome).toMatchObject({ reason: 'abandoned' });
    expect(begun).not.toHaveBeenCalled();
  });

  it('gets what follows its change', async () => {
    const followed = vi.fn();
    const committed = Promise.withResolvers<void>();
    const hungUp = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    work = async (db) => {
      await db.updateTable('users').set({ name: 'Changed' }).execute();
      committed.resolve();
      await hungUp.promise;
      followed(await db.selectFrom('users').select('name').distinct().execute());
      done.resolve();
    };
    const asked = ask('/running');
    await committed.promise;
    const closed = new Promise((resolve) => acme.app.server.server.once('request', resolve));
    asked.destroy();
    // Another request shows that the server has seen the end of the connection.
    ask('/healthz');
    await closed;
    hungUp.resolve();
    await done.promise;
    expect(followed).toHaveBeenCalledWith([{ name: 'Changed' }]);
  });

  it.runIf(databaseKind === 'postgres')('has its running query cancelled', async () => {
    const running = async () => {
      const { rows } = await sql<{ running: number }>`
        select count(*) as running from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%' and state = 'active'`.execute(
        acme.db,
      );
      return rows[0]?.running;
    };
    work = (db) => sql`select pg_sleep(100)`.execute(db);
    const asked = ask('/running');
    await vi.waitFor(async () => expect(await running()).toBe(1));
    asked.destroy();
    await vi.waitFor(async () => expect(await running()).toBe(0));
  });
});
