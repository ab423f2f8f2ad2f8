import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { fillLists } from '../../support/long-lists.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** Rows of each list. */
const rows = 5_000;
/** More than what waits at most of one member: see reader-threads.ts and postgres.ts. */
const flood = 250;
const queue = databaseKind === 'sqlite' ? 'reads' : 'lists';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  const { body } = await acme.send('GET', '/api/v1/organization', { token: acme.adminToken });
  await fillLists(acme.db, body.id, acme.admin.id, rows);
});
afterAll(() => acme.close());

it('a member whose lists fill the queue of long reads gets 503 with Retry-After, and others are answered', async () => {
  const path = '/api/v1/organization/audit-events?action=token.&limit=100';
  expect((await acme.send('GET', path, { token: acme.adminToken })).status).toBe(200);
  // The same page twice is read once.
  const flooding = Array.from({ length: flood }, (_, number) =>
    acme.send('GET', `${path}&search=absent${number}`, { token: acme.adminToken }),
  );
  const others = await Promise.all([
    acme.send('GET', '/api/v1/me', { token: acme.adminToken }),
    acme.send('GET', '/api/v1/me/tokens', { token: acme.teamMemberToken }),
  ]);
  expect(others.map(({ status }) => status)).toEqual([200, 200]);
  const answers = await Promise.all(flooding);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(flood);
  for (const answer of refused) {
    expectError(answer, 503, 'unavailable');
    expect(answer.headers['retry-after']).toBe('2');
  }
  const reasons = acme.log.flatMap((line) => /overloaded: (\w+), tenant_queue/.exec(line)?.[1] ?? []);
  expect(new Set(reasons)).toContain(queue);
  expect((await acme.send('GET', path, { token: acme.adminToken })).status).toBe(200);
});
