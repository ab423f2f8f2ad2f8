import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, expectError } from '../../support/client.ts';
import { day, hour } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const create = (body: unknown, call: Call = { token: acme.teamMemberToken }) =>
  acme.send('POST', '/api/v1/me/tokens', { ...call, body });

describe('creating a token', () => {
  it('returns 201 with the location and the secret, which is shown once', async () => {
    const answer = await create({ name: ' CI ' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^tok_/),
      name: 'CI',
      description: null,
      lastUsedAt: null,
      createdAt: acme.clock.in(0),
      expiresAt: null,
      scopes: null,
      hint: answer.body.token.slice(-4),
      token: expect.stringMatching(/^spedy_pat_[0-9A-Za-z]{38}$/),
    });
    expect(answer.headers.location).toBe(`/api/v1/me/tokens/${answer.body.id}`);
    const got = await acme.send('GET', answer.headers.location ?? '', { token: acme.teamMemberToken });
    const { token: _secret, ...shown } = answer.body;
    expect(got.body).toEqual(shown);
  });

  it('creates a token that acts as its member', async () => {
    const { body } = await create({ name: 'CI' });
    const me = await acme.send('GET', '/api/v1/me', { token: body.token });
    expect(me.body).toMatchObject({
      user: { id: acme.teamMember.id, email: 'tim@acme.test' },
      organization: { slug: 'acme-corp', plan: 'pro' },
      role: 'TEAM_MEMBER',
      authentication: { method: 'pat', tokenId: body.id, scopes: null },
    });
  });

  it('works with a dashboard session', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    expect((await create({ name: 'From the dashboard' }, { cookie })).status).toBe(201);
  });

  it('allows two tokens with the same name', async () => {
    const [first, second] = [await create({ name: 'Twin' }), await create({ name: 'Twin' })];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.id).not.toBe(second.body.id);
  });

  it.each([
    ['emoji', '🚀 деплой 👩‍👩‍👧'],
    ['right-to-left text', 'رمز الوصول'],
    ['100 code points beyond the BMP', '𝒜'.repeat(100)],
    ['markup', '<script>alert(1)</script>'],
    ['quotes and backslashes', `'; drop table access_tokens; -- "\\`],
  ])('accepts a name with %s', async (_what, name) => {
    const answer = await create({ name });
    expect([answer.status, answer.body.name]).toEqual([201, name]);
    const list = await acme.send('GET', '/api/v1/me/tokens', { token: acme.teamMemberToken });
    expect(list.body.tokens[0].name).toBe(name);
  });

  it.each([
    ['nothing', ''],
    ['only spaces', ' \t \n '],
    ['101 code points', 'x'.repeat(101)],
    ['a NUL', 'CI\u0000'],
    ['a line break', 'CI\nPipeline'],
    ['a line separator', 'CI\u2028Pipeline'],
    ['an escape character', '\u001b[31mred'],
    ['a lone surrogate', '\ud800'],
    ['a number', 7],
    ['null', null],
    ['a list', ['CI']],
  ])('rejects a name that is or contains %s', async (_what, name) => {
    const error = expectError(await create({ name }), 400, 'validation_failed');
    expect(error.details).toEqual([{ path: 'name', message: expect.any(String) }]);
  });

  it('returns all errors together, and suggests names for unknown fields', async () => {
    const error = expectError(
      await create({ nam: 'CI', expires_at: '2027-01-01' }),
      400,
      'validation_failed',
    );
    expect(error.details).toEqual([
      { path: 'name', message: 'is required' },
      { path: 'nam', message: 'is not a known field; did you mean name?' },
      { path: 'expires_at', message: 'is not a known field; did you mean expiresAt?' },
    ]);
  });
});

describe('the expiry of a new token', () => {
  it('accepts any time zone and returns UTC', async () => {
    const { body } = await create({ name: 'CI', expiresAt: '2026-09-01T02:30:00.5+02:00' });
    expect(body.expiresAt).toBe('2026-09-01T00:30:00.500Z');
  });

  it.each([
    ['in the past', '2026-05-31T00:00:00Z'],
    ['the current time', '2026-06-01T12:00:00Z'],
    ['a date without a time', '2027-01-01'],
    ['without a zone', '2027-01-01T00:00:00'],
    ['the 30th of February', '2027-02-30T00:00:00Z'],
    ['words', 'in 90 days'],
    ['empty', ''],
    ['a number', 1_900_000_000],
  ])('is rejected when it is %s', async (_what, expiresAt) => {
    const error = expectError(await create({ name: 'CI', expiresAt }), 400, 'validation_failed');
    expect(error.details[0].path).toBe('expiresAt');
  });

  it('ends the token exactly on time', async () => {
    const { body } = await create({ name: 'Short', expiresAt: acme.clock.in(hour) });
    const path = `/api/v1/me/tokens/${body.id}`;
    acme.clock.advance(hour - 1);
    expect((await acme.send('GET', '/api/v1/me', { token: body.token })).status).toBe(200);
    acme.clock.advance(1);
    const refused = await acme.send('GET', '/api/v1/me', { token: body.token });
    expectError(refused, 401, 'token_expired');
    expect(refused.headers['www-authenticate']).toMatch(
      /error="invalid_token", error_description="The token has expired"/,
    );
    expectError(await acme.send('GET', path, { token: acme.teamMemberToken }), 404, 'not_found');
    expectError(await acme.send('DELETE', path, { token: acme.teamMemberToken }), 404, 'not_found');
    const list = await acme.send('GET', '/api/v1/me/tokens', { token: acme.teamMemberToken });
    expect(list.body.tokens.map((token: { id: string }) => token.id)).not.toContain(body.id);
  });
});

describe('the scopes of a new token', () => {
  it('are stored once each and in a fixed order', async () => {
    const { body } = await create({ name: 'CI', scopes: ['tickets:write', 'profile:read', 'tickets:write'] });
    expect(body.scopes).toEqual(['profile:read', 'tickets:write']);
  });

  it.each([
    ['unknown', ['tickets:delete'], 'scopes.0'],
    ['empty', [], 'scopes'],
    ['a string', 'tickets:read', 'scopes'],
    ['numbers', [1], 'scopes.0'],
  ])('are rejected when they are %s', async (_what, scopes, path) => {
    const error = expectError(await create({ name: 'CI', scopes }), 400, 'validation_failed');
    expect(error.details[0].path).toBe(path);
  });

  it('limit what the token may do', async () => {
    const { body } = await create({ name: 'Reader', scopes: ['profile:read'] });
    const refused = await acme.send('GET', '/api/v1/me/tokens', { token: body.token });
    expectError(refused, 403, 'insufficient_scope');
    expect(refused.headers['www-authenticate']).toMatch(
      /^Bearer error="insufficient_scope", scope="tokens:write", resource_metadata="/,
    );
    expect((await acme.send('GET', '/api/v1/me', { token: body.token })).body.authentication.scopes).toEqual([
      'profile:read',
    ]);
  });

  it('never extend the rights of a role', async () => {
    const { body } = await create({ name: 'Would-be admin', scopes: ['organization:write'] });
    expectError(await acme.send('GET', '/api/v1/users', { token: body.token }), 403, 'forbidden');
  });
});

describe('a token that creates a token', () => {
  const narrow = () =>
    acme.createToken(acme.teamMember, {
      scopes: ['tokens:write', 'tickets:read'],
      expiresAt: acme.clock.in(30 * day),
    });

  it.each([[{}], [{ scopes: null, expiresAt: null }]])(
    'passes on its own scopes and expiry when asked for %j',
    async (asked) => {
      const token = await narrow();
      const { body } = await create({ name: 'Child', ...asked }, { token });
      expect(body).toMatchObject({
        scopes: ['tickets:read', 'tokens:write'],
        expiresAt: acme.clock.in(30 * day),
      });
    },
  );

  it('passes on fewer rights on request', async () => {
    const asked = { scopes: ['tickets:read'], expiresAt: acme.clock.in(day) };
    const { body } = await create({ name: 'Child', ...asked }, { token: await narrow() });
    expect(body).toMatchObject(asked);
  });

  it('cannot pass on a scope that it does not have', async () => {
    const answer = await create(
      { name: 'Child', scopes: ['tickets:read', 'tickets:write'] },
      { token: await narrow() },
    );
    expectError(answer, 403, 'insufficient_scope');
    expect(answer.headers['www-authenticate']).toContain('scope="tickets:write"');
  });

  it('cannot create one with a later expiry than its own', async () => {
    const answer = await create(
      { name: 'Child', expiresAt: acme.clock.in(30 * day + 1) },
      { token: await narrow() },
    );
    expectError(answer, 403, 'insufficient_scope');
  });

  it('cannot create one without tokens:write', async () => {
    const token = await acme.createToken(acme.admin, { scopes: ['organization:write', 'tickets:write'] });
    expectError(await create({ name: 'Child' }, { token }), 403, 'insufficient_scope');
  });
});
