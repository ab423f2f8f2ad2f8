import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEventsOf } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { hour } from '../../support/clock.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

const path = '/api/v1/organization/tokens/revoke';
let acme: Acme;
let globexAdmin: Member;
beforeAll(async () => {
  acme = await createAcme();
  await acme.createOrganization('globex');
  globexAdmin = await acme.createMember('globex', 'gus@globex.test', 'ADMIN');
});
afterAll(() => acme.close());

const idOf = async (token: string, at = 'acme-corp') =>
  (await acme.send('GET', '/api/v1/me', { at, token })).body.authentication.tokenId;
const revoke = (tokenIds: unknown, token = acme.adminToken) =>
  acme.send('POST', path, { token, body: { tokenIds } });

describe('revoking several tokens', () => {
  it('revokes active tokens of all members, with one audit event each', async () => {
    const tokens = [await acme.createToken(acme.customer), await acme.createToken(acme.teamMember)];
    const ids = [await idOf(tokens[0] ?? ''), await idOf(tokens[1] ?? '')];
    const answer = await revoke(ids);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ revoked: expect.arrayContaining(ids) });
    expect(answer.body.revoked).toHaveLength(2);
    for (const token of tokens) {
      expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
    }
    for (const id of ids) {
      const events = await auditEventsOf(acme, id);
      expect(events.map((event) => event.action)).toEqual(['token.created', 'token.revoked']);
    }
  });

  it('ignores ids that are not active tokens of the organization', async () => {
    const good = await idOf(await acme.createToken(acme.customer));
    const otherToken = await acme.createToken(globexAdmin);
    const otherId = await idOf(otherToken, 'globex');
    const revoked = await idOf(await acme.createToken(acme.customer));
    await revoke([revoked]);
    const expiring = await acme.createToken(acme.customer, { expiresAt: acme.clock.in(hour) });
    const expired = await idOf(expiring);
    acme.clock.advance(hour);
    const unknown = 'tok_00000000000000000000000';
    const answer = await revoke([good, otherId, revoked, expired, unknown, 'nonsense', '\u0000', good]);
    expect(answer.body).toEqual({ revoked: [good] });
    expect((await acme.send('GET', '/api/v1/me', { at: 'globex', token: otherToken })).status).toBe(200);
    expect((await revoke([unknown])).body).toEqual({ revoked: [] });
    expect((await revoke(['nonsense'])).body).toEqual({ revoked: [] });
  });

  it('revokes a rotated token during its overlap', async () => {
    const token = await acme.createToken(acme.customer);
    const id = await idOf(token);
    const overlap = { token, body: { overlapSeconds: 600 } };
    expect((await acme.send('POST', `/api/v1/me/tokens/${id}/rotate`, overlap)).status).toBe(201);
    expect((await revoke([id])).body).toEqual({ revoked: [id] });
    expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
  });

  it('returns each token once across concurrent revocations in any order', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 6; count += 1) ids.push(await idOf(await acme.createToken(acme.customer)));
    const answers = await Promise.all([revoke(ids), revoke(ids.toReversed()), revoke(ids)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(answers.flatMap((answer) => answer.body.revoked).sort()).toEqual(ids.toSorted());
  });

  it.each([[[]], [undefined], ['tok_x'], [[1]], [Array.from({ length: 101 }, () => 'tok_x')]])(
    'rejects %j',
    async (tokenIds) => {
      expectError(await revoke(tokenIds), 400, 'validation_failed');
    },
  );

  it('requires an administrator with organization:write', async () => {
    const id = await idOf(acme.customerToken);
    expectError(await revoke([id], acme.customerToken), 403, 'forbidden');
    expectError(await revoke([id], acme.teamMemberToken), 403, 'forbidden');
    const scoped = await acme.createToken(acme.admin, { scopes: ['tokens:write'] });
    expectError(await revoke([id], scoped), 403, 'insufficient_scope');
    expect((await acme.send('GET', '/api/v1/me', { token: acme.customerToken })).status).toBe(200);
  });
});
