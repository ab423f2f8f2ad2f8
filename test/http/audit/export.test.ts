import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../src/audit/append.ts';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { inTransaction, type Transaction } from '../../../src/storage/database.ts';
import { withDeadline } from '../../../src/storage/deadline.ts';
import { expectError } from '../../support/client.ts';
import { observeDuring } from '../../support/interleaving.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/audit-events';
/** More than the server reads in one batch, and not a multiple of it. */
const many = 1_203;
let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  const id = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body.id;
  const from = ownOrigin('system', acme.clock.now());
  const append = async (trx: Transaction) => {
    for (let number = 1; number <= many; number += 1) {
      const target = { kind: 'comment', id: `comment-${number}` } as const;
      const details = { ticketId: String(number) };
      await appendAudit(trx, id, from, { action: 'comment.created', target, details });
    }
  };
  // Appending this many takes longer than a request may take.
  await withDeadline(60_000, () => inTransaction(acme.db, append));
  const body = { name: '=HYPERLINK("x"),\u00e9' };
  await acme.send('POST', '/api/v1/me/tokens', { token: acme.customerToken, body });
});
afterAll(() => acme.close());

const get = (query: string) => acme.send('GET', `${path}/export${query}`, { token: acme.adminToken });
const parseLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('audit log export', () => {
  it('returns every event, oldest first, one per line', async () => {
    const answer = await get('?format=ndjson');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="acme-corp-audit-2026-06-01.ndjson"',
    });
    const events = parseLines(answer.text);
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    expect(events).toHaveLength(body.total);
    expect(events.slice(-20).reverse()).toEqual(body.data);
    const numbers = events
      .filter((event) => event.action === 'comment.created')
      .map((e) => Number(e.details.ticketId));
    expect(numbers).toEqual(Array.from({ length: many }, (_, index) => index + 1));
  });

  it('says how many events there will be, if that is known without reading them', async () => {
    const expected = async (query: string) =>
      (await get(`?format=ndjson${query}`)).headers['spedy-expected-events'];
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    const [from, to] = ['2026-05-31T00:00:00Z', '2026-06-02T00:00:00Z'];
    expect(Number(await expected(''))).toBe(body.total);
    expect(Number(await expected(`&from=${from}&to=${to}`))).toBe(body.total);
    expect(Number(await expected(`&from=${to}`))).toBe(0);
    expect(Number(await expected(`&to=${from}`))).toBe(0);
    expect(Number(await expected('&action=comment.'))).toBe(many);
    expect(await expected('&search=comment')).toBeUndefined();
  });

  it('accepts the filters of the list', async () => {
    const events = parseLines((await get(`?actorId=${acme.customer.id}&action=token.`)).text);
    expect(events.map((event) => event.action)).toEqual(['token.created']);
    expect((await get('?action=none.')).text).toBe('');
    expectError(await get('?from=x'), 400, 'validation_failed');
    expectError(await get('?format=xml'), 400, 'validation_failed');
  });

  it('returns a CSV file with a header, without cells that start a formula', async () => {
    const answer = await get(`?format=csv&action=token.created&actorId=${acme.customer.id}`);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="acme-corp-audit-2026-06-01.csv"',
    });
    const [header, record, end] = answer.text.split('\r\n');
    expect(header).toBe(
      '\ufeffid,at,actorKind,actorId,actorName,actorEmail,credentialKind,credentialId,action,targetKind,targetId,details,address,requestId,sequence,hash',
    );
    expect(record).toMatch(/^aud_\w+,2026-06-01T12:00:00\.000Z,member,usr_\w+,cora,cora@acme\.test,pat,tok_/);
    expect(record).toContain('""name"":""=HYPERLINK(\\""x\\""),\u00e9""');
    expect(end).toBe('');
    expect((await get('?format=csv&action=none.')).text.split('\r\n')).toEqual([header, '']);
  });

  it('escapes names that start like a formula', async () => {
    const world = await createAcme();
    const rename = { token: world.adminToken, body: { name: '=cmd()' } };
    await world.send('PATCH', `/api/v1/users/${world.customer.id}`, rename);
    await world.send('POST', '/api/v1/me/tokens', { token: world.customerToken, body: { name: 'x' } });
    const csv = await world.send('GET', `${path}/export?format=csv`, { token: world.adminToken });
    expect(csv.text).toContain(",'=cmd(),cora@acme.test,");
    await world.close();
  });

  it('lets other requests run between its batches', async () => {
    const exporting = get('?format=ndjson');
    const seen = await observeDuring(
      exporting,
      async () => (await acme.send('GET', '/api/v1/me', { token: acme.adminToken })).status,
    );
    expect(new Set(seen)).toEqual(new Set([200]));
    expect(seen.length).toBeGreaterThan(3);
    expect(parseLines((await exporting).text).length).toBeGreaterThan(many);
  });

  it('is limited to one at a time for each organization', async () => {
    const [first, second] = await Promise.all([get(''), get('?format=csv')]);
    const refused = first.status === 200 ? second : first;
    expect([first.status, second.status].toSorted()).toEqual([200, 429]);
    expectError(refused, 429, 'rate_limited');
    expect(refused.headers['retry-after']).toBe('10');
    expect((await get('')).status).toBe(200);
  });

  it('answers HEAD without a body', async () => {
    const answer = await acme.send('HEAD', `${path}/export?format=csv`, { token: acme.adminToken });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  });
});
