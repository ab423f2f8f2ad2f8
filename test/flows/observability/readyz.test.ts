import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../support/world.ts';

describe('GET /readyz?verbose', () => {
  let world: World;
  let isReady = true;
  beforeAll(async () => {
    world = await createWorld({ isReady: () => isReady });
  });
  afterAll(() => world.close());

  const milliseconds = expect.any(Number);

  it.each(['?verbose', '?verbose=', '?verbose=1', '?x=1&verbose'])(
    'with %s says each check with its duration',
    async (query) => {
      isReady = true;
      await world.app.credentials.feed.poll();
      const { status, body } = await world.send('GET', `/readyz${query}`);
      expect({ status, body }).toEqual({
        status: 200,
        body: {
          status: 'ok',
          checks: [
            { name: 'schema', state: 'ok', milliseconds },
            { name: 'database', state: 'ok', milliseconds },
            { name: 'change_feed', state: 'ok', milliseconds },
          ],
        },
      });
    },
  );

  it('without it says only the status', async () => {
    isReady = true;
    expect(await world.send('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await world.send('GET', '/readyz?other=1')).body).toEqual({ status: 'ok' });
  });

  it('says that the change feed is behind, although requests are served', async () => {
    isReady = true;
    world.monotonic.advance(5_000);
    const { status, body } = await world.send('GET', '/readyz?verbose');
    expect(status).toBe(200);
    expect(body.checks[2]).toEqual({ name: 'change_feed', state: 'degraded', milliseconds });
  });

  it('fails once a newer version has migrated the database, and works again after a restore', async () => {
    isReady = true;
    const migrations = world.db.insertInto('kysely_migration' as never);
    await migrations
      .values({ name: '9999-of-the-future', timestamp: new Date(0).toISOString() } as never)
      .execute();
    // A result is used again for a moment.
    const answer = () => world.send('GET', '/readyz?verbose');
    await expect.poll(async () => (await answer()).status).toBe(503);
    const { body } = await answer();
    expect(body.message).toMatch(/^A newer version has migrated the database: replace this server/);
    expect(body.details).toContainEqual({ path: 'schema', message: 'failed, 0 ms' });
    await sql`delete from kysely_migration where name = '9999-of-the-future'`.execute(world.db);
    await expect.poll(async () => (await answer()).status).toBe(200);
  });

  it('is an error with the checks as details, and nothing about the database, while the server is not ready', async () => {
    isReady = false;
    const plain = await world.send('GET', '/readyz');
    expect(plain).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(plain.body).not.toHaveProperty('details');
    const { status, body, headers } = await world.send('GET', '/readyz?verbose');
    expect({ status, retryAfter: headers['retry-after'] }).toEqual({ status: 503, retryAfter: '2' });
    expect(body).toEqual({
      ...plain.body,
      requestId: expect.any(String),
      details: [
        { path: 'schema', message: 'failed, 0 ms' },
        { path: 'database', message: 'unknown, 0 ms' },
        { path: 'change_feed', message: expect.stringMatching(/^(ok|degraded), [\d.]+ ms$/) },
      ],
    });
  });
});
