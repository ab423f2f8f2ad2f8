import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

describe('POST /api/v1/me/tokens', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  it('answers 201 with the secret, this once, and where the token lives', async () => {
    const answer = await acme.send('POST', '/api/v1/me/tokens', {
      token: acme.teamMemberToken,
      body: { name: ' CI ' },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^tok_/),
      name: 'CI',
      lastUsedAt: null,
      createdAt: acme.clock.in(0),
      expiresAt: null,
      scopes: null,
      hint: answer.body.token.slice(-4),
      token: expect.stringMatching(/^spedy_pat_[0-9A-Za-z]{38}$/),
    });
    expect(answer.headers.location).toBe(`/api/v1/me/tokens/${answer.body.id}`);
    const me = await acme.send('GET', '/api/v1/me', { token: answer.body.token });
    expect(me.body.authentication).toEqual({ method: 'pat', tokenId: answer.body.id, scopes: null });
    const got = await acme.send('GET', answer.headers.location ?? '', { token: acme.teamMemberToken });
    expect(got.body).not.toHaveProperty('token');
  });

  it('refuses a body without a name', async () => {
    const answer = await acme.send('POST', '/api/v1/me/tokens', { token: acme.teamMemberToken, body: {} });
    expect(expectError(answer, 400, 'validation_failed').details).toEqual([
      { path: 'name', message: 'is required' },
    ]);
  });
});
