import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const create = (key: string, body: unknown, token = acme.teamMemberToken) =>
  acme.send('POST', '/api/v1/me/tokens', { token, body, headers: { 'idempotency-key': key } });

async function countTokens(name: string): Promise<number> {
  const { body } = await acme.send('GET', '/api/v1/me/tokens', { token: acme.teamMemberToken });
  return body.tokens.filter((token: { name: string }) => token.name === name).length;
}

describe('Idempotency-Key', () => {
  it('creates one token, and returns its id to a repeated request', async () => {
    const first = await create('key-1', { name: 'Once' });
    const repeat = await create('key-1', { name: 'Once' });
    expect(first.status).toBe(201);
    expect(expectError(repeat, 409, 'already_created').tokenId).toBe(first.body.id);
    expect(repeat.text).not.toContain('spedy_pat_');
    expect(await countTokens('Once')).toBe(1);
  });

  it('treats null and absent fields as the same body', async () => {
    await create('key-null', { name: 'Same' });
    expectError(
      await create('key-null', { name: 'Same', expiresAt: null, scopes: null }),
      409,
      'already_created',
    );
  });

  it('rejects another body with the same key', async () => {
    await create('key-2', { name: 'First' });
    expectError(await create('key-2', { name: 'Second' }), 422, 'idempotency_key_reused');
    expect(await countTokens('Second')).toBe(0);
  });

  it('creates one token for 20 concurrent requests', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create('key-3', { name: 'Rush' })));
    const created = answers.filter((answer) => answer.status === 201);
    expect(created).toHaveLength(1);
    for (const answer of answers.filter((other) => other.status !== 201)) {
      expect(expectError(answer, 409, 'already_created').tokenId).toBe(created[0]?.body.id);
    }
    expect(await countTokens('Rush')).toBe(1);
  });

  it('belongs to one member', async () => {
    await create('key-4', { name: 'Mine' });
    expect((await create('key-4', { name: 'Mine' }, acme.adminToken)).status).toBe(201);
  });

  it('is not stored for a rejected request', async () => {
    expectError(await create('key-5', { name: ' ' }), 400, 'validation_failed');
    expect((await create('key-5', { name: 'Good now' })).status).toBe(201);
  });

  it('can be reused after 24 hours', async () => {
    await create('key-6', { name: 'Daily' });
    acme.clock.advance(day);
    expectError(await create('key-6', { name: 'Daily' }), 409, 'already_created');
    acme.clock.advance(1);
    expect((await create('key-6', { name: 'Daily' })).status).toBe(201);
  });

  it.each([
    ['empty', ''],
    ['256 characters', 'k'.repeat(256)],
    ['not ASCII', 'clé'],
  ])('is rejected when it is %s', async (_what, key) => {
    expectError(await create(key, { name: 'CI' }), 400, 'validation_failed');
  });
});
