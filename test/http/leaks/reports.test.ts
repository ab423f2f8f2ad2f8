import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../../../src/credentials/token-format.ts';
import { expectError } from '../../support/client.ts';
import { hour } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  await acme.createOrganization('globex');
});
afterAll(() => acme.close());

const report = (tokens: unknown, at: string | null = 'acme-corp') =>
  acme.send('POST', '/api/v1/leaked-tokens', { at, body: { tokens } });

describe('a leak report', () => {
  it('revokes active tokens of any organization and notifies their members', async () => {
    const hank = await acme.createMember('globex', 'hank@globex.test', 'ADMIN');
    const theirs = await acme.createToken(hank, { name: 'Theirs' });
    const ours = await acme.createToken(acme.customer, { name: 'Ours' });
    expect((await report([ours, theirs, 'ghp_something', ''])).status).toBe(202);
    expectError(await acme.send('GET', '/api/v1/me', { token: ours }), 401, 'token_revoked');
    expectError(await acme.send('GET', '/api/v1/me', { at: 'globex', token: theirs }), 401, 'token_revoked');

    const cookie = await acme.signIn(acme.customer);
    const { body } = await acme.send('GET', '/api/v1/me/notices', { cookie });
    expect(body.data).toEqual([
      expect.objectContaining({
        kind: 'token_leaked',
        tokenName: 'Ours',
        message: expect.stringContaining('revoked'),
      }),
    ]);
    expectError(
      await acme.send('DELETE', `/api/v1/me/notices/${body.data[0].id}`, { token: acme.adminToken }),
      404,
      'not_found',
    );
    expect((await acme.send('DELETE', `/api/v1/me/notices/${body.data[0].id}`, { cookie })).status).toBe(204);
    expect((await acme.send('GET', '/api/v1/me/notices', { cookie })).body.total).toBe(0);
  });

  it('returns the same response for all values', async () => {
    const live = await acme.createToken(acme.customer);
    const answers = [
      await report([live]),
      await report([live]),
      await report([newToken('pat')]),
      await report(['nonsense']),
    ];
    for (const answer of answers) expect([answer.status, answer.text]).toEqual([202, answers[0]?.text]);
  });

  it.each([
    ['bare', null],
    ['unknown', 'nobody'],
  ])('is accepted at the %s host', async (_what, at) => {
    const token = await acme.createToken(acme.customer);
    expect((await report([token], at)).status).toBe(202);
    expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
  });

  it('notifies once for each token, and not for an expired one', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    const twice = await acme.createToken(acme.teamMember, { name: 'Twice' });
    const expired = await acme.createToken(acme.teamMember, {
      name: 'Expired',
      expiresAt: acme.clock.in(hour),
    });
    acme.clock.advance(hour);
    await Promise.all([report([twice, twice]), report([twice]), report([expired])]);
    const { body } = await acme.send('GET', '/api/v1/me/notices', { cookie });
    expect(body.data.map((notice: { tokenName: string }) => notice.tokenName)).toEqual(['Twice']);
  });

  it('revokes a token on a plan without tokens, because the plan can change', async () => {
    await acme.createOrganization('initech', 'pro');
    const bill = await acme.createMember('initech', 'bill@initech.test', 'ADMIN');
    const token = await acme.createToken(bill);
    await acme.setPlan('initech', 'expired');
    await report([token]);
    expectError(await acme.send('GET', '/api/v1/me', { at: 'initech', token }), 401, 'token_revoked');
  });

  it.each([
    ['none', []],
    ['101', Array(101).fill('x')],
    ['a number', [1]],
    ['a string', 'spedy_pat_x'],
    ['a huge value', ['x'.repeat(1_001)]],
  ])('rejects %s', async (_what, tokens) => {
    expectError(await report(tokens), 400, 'validation_failed');
  });
});
