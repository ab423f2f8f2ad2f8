import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyRing } from '../../../src/credentials/keys/key-ring.ts';
import { createLogger } from '../../../src/http/responses/logging.ts';
import { createApp } from '../../../src/server/app.ts';
import { readConfig } from '../../../src/server/config.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { clientOf, expectError, type Send } from '../../support/client.ts';
import { day, hour, minute, trustTheClock } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/me/tokens/usage';
let acme: Acme;
/** The customer's session, whose requests do not count as token use. */
let cookie: string;
beforeEach(async () => {
  acme = await createAcme();
  cookie = await acme.signIn(acme.customer);
});
afterEach(() => acme.close());

const usage = (query = '') => acme.send('GET', `${path}${query}`, { cookie });
const use = async (token: string, times: number, send: Send = acme.send) => {
  for (let count = 0; count < times; count += 1) await send('GET', '/api/v1/me', { token });
};
const flush = () => acme.app.lastUse.flush(true);

describe("the daily use of a member's tokens", () => {
  it('returns a count for each token and day, oldest day first', async () => {
    const second = await acme.createToken(acme.customer, { name: 'second' });
    await use(acme.customerToken, 3);
    acme.clock.advance(2 * day);
    await use(acme.customerToken, 1);
    await use(second, 2);
    await use(acme.teamMemberToken, 5);
    await flush();
    const { status, body } = await usage('?days=4');
    expect(status).toBe(200);
    expect(body).toEqual({
      days: ['2026-05-31', '2026-06-01', '2026-06-02', '2026-06-03'],
      tokens: [
        { id: expect.stringMatching(/^tok_/), counts: [0, 0, 0, 2] },
        { id: expect.stringMatching(/^tok_/), counts: [0, 3, 0, 1] },
      ],
    });
    const { body: list } = await acme.send('GET', '/api/v1/me/tokens', { cookie });
    const ids = (tokens: { id: string }[]) => tokens.map((token) => token.id);
    expect(ids(body.tokens)).toEqual(ids(list.tokens));
    expect((await usage('?days=1')).body.tokens[1].counts).toEqual([1]);
    const month = (await usage()).body;
    expect([month.days.length, month.tokens[0].counts.length]).toEqual([30, 30]);
    expect((await usage('?days=90')).body.days[0]).toBe('2026-03-06');
  });

  it('starts a new day at midnight UTC, also between two writes', async () => {
    acme.clock.advance(12 * hour - 1);
    await use(acme.customerToken, 2);
    acme.clock.advance(1);
    await use(acme.customerToken, 3);
    await flush();
    expect((await usage('?days=2')).body).toMatchObject({
      days: ['2026-06-01', '2026-06-02'],
      tokens: [{ counts: [2, 3] }],
    });
  });

  it('is written with the last use, at most about once a minute', async () => {
    const count = async () => (await usage('?days=1')).body.tokens[0].counts[0];
    await use(acme.customerToken, 2);
    await acme.app.lastUse.flush(false);
    expect(await count()).toBe(2);
    await use(acme.customerToken, 3);
    await acme.app.lastUse.flush(false);
    expect(await count()).toBe(2);
    acme.clock.advance(minute);
    await acme.app.lastUse.flush(false);
    expect(await count()).toBe(5);
    acme.clock.advance(minute);
    await acme.app.lastUse.flush(false);
    expect(await count()).toBe(5);
  });

  it('does not count rejected requests', async () => {
    const scoped = await acme.createToken(acme.customer, { scopes: ['profile:read'] });
    expectError(await acme.send('GET', '/api/v1/tickets', { token: scoped }), 403, 'insufficient_scope');
    expectError(await acme.send('GET', '/api/v1/users', { token: acme.customerToken }), 403, 'forbidden');
    await flush();
    const { body } = await usage('?days=1');
    expect(body.tokens.map((token: { counts: number[] }) => token.counts)).toEqual([[0], [0]]);
  });

  it('loses no counts when a write fails', async () => {
    await use(acme.customerToken, 2);
    await acme.db.schema.alterTable('token_usage').renameTo('token_usage_away').execute();
    await flush();
    await use(acme.customerToken, 1);
    await flush();
    await acme.db.schema.alterTable('token_usage_away').renameTo('token_usage').execute();
    await use(acme.customerToken, 4);
    await flush();
    expect((await usage('?days=1')).body.tokens[0].counts).toEqual([7]);
    expect(acme.log.filter((line) => line.includes('Cannot write last uses'))).toHaveLength(2);
  });

  it('adds up across two servers that write at the same time', async () => {
    const { db, changes } = openDatabase(acme.databaseUrl, () => {});
    const other = await createApp({
      ...readConfig({}),
      keys: new KeyRing(),
      db,
      changes: changes(),
      log: createLogger('silent'),
      baseUrl: new URL('http://localhost:3000'),
      trustProxy: [],
      rateLimit: 0,
      isReady: () => true,
      now: acme.clock.now,
      monotonic: acme.monotonic.now,
    });
    const second = await acme.createToken(acme.customer, { name: 'second' });
    const sendToOther = clientOf(other.server, 'localhost:3000');
    for (let round = 0; round < 5; round += 1) {
      await use(acme.customerToken, 1);
      await use(second, 1);
      await use(second, 2, sendToOther);
      await use(acme.customerToken, 2, sendToOther);
      await Promise.all([flush(), other.lastUse.flush(true)]);
    }
    const { body } = await usage('?days=1');
    expect(body.tokens.map((token: { counts: number[] }) => token.counts)).toEqual([[15], [15]]);
    await other.server.close();
    await db.destroy();
  });

  it('is deleted by the sweep after 90 days', async () => {
    await use(acme.customerToken, 1);
    await flush();
    const rows = async () => (await acme.db.selectFrom('token_usage').selectAll().execute()).length;
    acme.clock.advance(90 * day);
    await trustTheClock(acme);
    await acme.app.sweep();
    expect(await rows()).toBe(1);
    acme.clock.advance(day);
    await acme.app.sweep();
    expect(await rows()).toBe(0);
  });

  it('is deleted earlier, with addresses, where the policy says so', async () => {
    await use(acme.customerToken, 1);
    await flush();
    const rows = async () =>
      (
        await Promise.all([
          acme.db.selectFrom('token_usage').selectAll().execute(),
          acme.db.selectFrom('token_addresses').selectAll().execute(),
        ])
      ).map(({ length }) => length);
    const before = await rows();
    expect(before).not.toContain(0);
    await acme.setPolicy('acme-corp', { usageRetentionDays: 30 });
    acme.clock.advance(29 * day);
    await trustTheClock(acme);
    await acme.app.sweep();
    expect(await rows()).toEqual(before);
    acme.clock.advance(2 * day);
    await acme.app.sweep();
    expect(await rows()).toEqual([0, 0]);
    await acme.setPolicy('acme-corp', { usageRetentionDays: null });
  });

  it('shows active tokens only', async () => {
    await use(acme.customerToken, 1);
    await flush();
    const id = (await usage('?days=1')).body.tokens[0].id;
    await acme.send('DELETE', `/api/v1/me/tokens/${id}`, { cookie });
    expect((await usage('?days=1')).body.tokens).toEqual([]);
  });

  it.each(['?days=0', '?days=91', '?days=x', '?days=1.5'])('rejects %s', async (query) => {
    expectError(await usage(query), 400, 'validation_failed');
  });

  it('requires tokens:write if the token has scopes', async () => {
    const get = (token: string) => acme.send('GET', path, { token });
    const reader = await acme.createToken(acme.customer, { scopes: ['profile:read'] });
    expectError(await get(reader), 403, 'insufficient_scope');
    const manager = await acme.createToken(acme.customer, { scopes: ['tokens:write'] });
    expect((await get(manager)).status).toBe(200);
  });
});
