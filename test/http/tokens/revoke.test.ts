import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { hour } from '../../support/clock.ts';
import { connect, endConnections } from '../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

async function createToken(name = 'CI'): Promise<{ id: string; token: string }> {
  const { body } = await acme.send('POST', '/api/v1/me/tokens', {
    token: acme.teamMemberToken,
    body: { name },
  });
  return body;
}

describe('GET /api/v1/me/tokens', () => {
  it('lists only the active tokens of the member, newest first', async () => {
    const created = [await createToken('one'), await createToken('two'), await createToken('three')];
    const mine = await acme.send('GET', '/api/v1/me/tokens', { token: acme.teamMemberToken });
    const ids = mine.body.tokens.map((token: { id: string }) => token.id);
    expect(ids.slice(0, 3)).toEqual(created.map((token) => token.id).reverse());
    const theirs = await acme.send('GET', '/api/v1/me/tokens', { token: acme.customerToken });
    expect(theirs.body.tokens).toHaveLength(1);
  });
});

describe('/api/v1/me/tokens/{tokenId}', () => {
  it('returns 204 for DELETE and ends the token at the next request', async () => {
    const { id, token } = await createToken();
    const answer = await acme.send('DELETE', `/api/v1/me/tokens/${id}`, { token: acme.teamMemberToken });
    expect([answer.status, answer.text]).toEqual([204, '']);
    const refused = await acme.send('GET', '/api/v1/me', { token });
    expectError(refused, 401, 'token_revoked');
    expect(refused.headers['www-authenticate']).toMatch(
      /error="invalid_token", error_description="The token has been revoked"/,
    );
  });

  it('keeps a token revoked when a clock is behind', async () => {
    const [one, many, application] = [
      await createToken(),
      await createToken(),
      await connect(acme, acme.teamMember),
    ];
    const { adminToken: token } = acme;
    await acme.send('DELETE', `/api/v1/me/tokens/${one.id}`, { token: acme.teamMemberToken });
    await acme.send('POST', '/api/v1/organization/tokens/revoke', { token, body: { tokenIds: [many.id] } });
    await endConnections(acme, application.cookie);
    acme.clock.advance(-hour);
    for (const ended of [one.token, many.token, application.tokens.access_token])
      expectError(await acme.send('GET', '/api/v1/me', { token: ended }), 401, 'token_revoked');
    acme.clock.advance(hour);
  });

  it('returns 404 for a revoked token', async () => {
    const { id } = await createToken();
    const path = `/api/v1/me/tokens/${id}`;
    await acme.send('DELETE', path, { token: acme.teamMemberToken });
    expectError(await acme.send('DELETE', path, { token: acme.teamMemberToken }), 404, 'not_found');
    expectError(await acme.send('GET', path, { token: acme.teamMemberToken }), 404, 'not_found');
  });

  it('revokes a token once in ten concurrent requests', async () => {
    const { id } = await createToken();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        acme.send('DELETE', `/api/v1/me/tokens/${id}`, { token: acme.teamMemberToken }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, ...Array(9).fill(404)]);
  });

  it('allows a token to revoke itself', async () => {
    const { id, token } = await createToken();
    expect((await acme.send('DELETE', `/api/v1/me/tokens/${id}`, { token })).status).toBe(204);
    expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
  });

  it.each(['GET', 'DELETE'])("returns 404 to %s for another member's token", async (method) => {
    const { id, token } = await createToken();
    for (const other of [acme.customerToken, acme.adminToken]) {
      expectError(await acme.send(method, `/api/v1/me/tokens/${id}`, { token: other }), 404, 'not_found');
    }
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
  });

  it.each(['tok_abc123', 'tok_', '%00', 'tok_%27or%201=1', 'x'.repeat(150)])(
    'returns 404 for the id %s',
    async (id) => {
      for (const method of ['GET', 'DELETE']) {
        expectError(
          await acme.send(method, `/api/v1/me/tokens/${id}`, { token: acme.teamMemberToken }),
          404,
          'not_found',
        );
      }
    },
  );
});
