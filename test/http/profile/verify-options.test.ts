import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Call, expectError } from '../../support/client.ts';
import { connect } from '../../support/oauth/oauth.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

const path = '/api/v1/auth/verify';
const metadata = 'resource_metadata="http://acme-corp.localhost:3000/.well-known/oauth-protected-resource"';

describe('GET /api/v1/auth/verify with parameters', () => {
  let acme: Acme;
  let member: Member;
  let token: string;
  beforeAll(async () => {
    acme = await createAcme();
    member = await acme.createMember('acme-corp', 'member@acme.test', 'TEAM_MEMBER');
    token = await acme.createToken(member);
  });
  afterAll(() => acme.close());

  const verify = (call: Call, query: string) => acme.send('GET', `${path}${query}`, call);

  it.each([
    'scopes=organization:write',
    'alow=session',
    'allow[]=session',
    'Scope=tickets:read',
    'scpoe=tickets:read',
  ])('rejects the misspelled parameter in ?%s', async (query) => {
    const error = expectError(await verify({ token }, `?${query}`), 400, 'validation_failed');
    const path = query.slice(0, query.indexOf('='));
    expect(error.details).toEqual([{ path, message: expect.stringMatching(/did you mean (allow|scope)\?/) }]);
  });

  describe('?allow=', () => {
    let calls: Record<'pat' | 'session' | 'oauth', Call>;
    beforeEach(async () => {
      const { tokens } = await connect(acme, member, {});
      calls = {
        pat: { token },
        session: { cookie: await acme.signIn(member) },
        oauth: { token: tokens.access_token },
      };
    });

    it.each([
      ['', ['pat', 'session']],
      ['?allow=pat', ['pat']],
      ['?allow=session', ['session']],
      ['?allow=oauth', ['oauth']],
      ['?allow=pat,session', ['pat', 'session']],
      ['?allow=session,%20oauth', ['session', 'oauth']],
      ['?allow=pat,session,oauth', ['pat', 'session', 'oauth']],
      ['?allow=pat&allow=oauth', ['pat', 'oauth']],
      ['?allow=oauth&scope=tickets:read', ['oauth']],
    ])('%s: accepts %j', async (query, allowed) => {
      for (const [method, call] of Object.entries(calls)) {
        const answer = await verify(call, query);
        if (allowed.includes(method)) {
          expect([answer.status, answer.headers['x-spedy-method']]).toEqual([204, method]);
          continue;
        }
        expectError(answer, 401, method === 'session' ? 'authentication_required' : 'token_invalid');
        expect(answer.headers['www-authenticate']).toContain('Bearer realm="spedy"');
        expect(answer.text).not.toContain(member.id);
      }
    });

    it.each(['?allow=', '?allow=all', '?allow=pat,', '?allow=PAT', '?allow=pat;oauth', '?allow=pat&allow=x'])(
      '%s: rejects an unknown method',
      async (query) => {
        const { details } = expectError(await verify(calls.pat, query), 400, 'validation_failed');
        expect(details).toEqual([{ path: 'allow', message: expect.stringContaining('pat, session, oauth') }]);
      },
    );

    it('does not add scopes to a token', async () => {
      const { tokens } = await connect(acme, member, { scope: 'tickets:read' });
      const call = { token: tokens.access_token };
      expectError(
        await verify(call, '?allow=pat,session,oauth&scope=tickets:write'),
        403,
        'insufficient_scope',
      );
    });
  });

  describe('?scope=', () => {
    it.each([
      '?scope=tickets:read',
      '?scope=tickets%3Aread%20profile%3Aread',
      '?scope=tickets:read+profile:read',
      '?scope=tickets:read&scope=profile:read',
      '?scope=tickets:read&scope=tickets:read',
      '?page=1',
    ])('%s: accepts a token with the scopes', async (query) => {
      const narrow = await acme.createToken(member, { scopes: ['tickets:read', 'profile:read'] });
      for (const held of [narrow, token]) expect((await verify({ token: held }, query)).status).toBe(204);
    });

    it.each([
      ['?scope=tickets:write', 'tickets:write', 'the scope tickets:write,'],
      ['?scope=tickets:read+tickets:write', 'tickets:read tickets:write', 'the scope tickets:write,'],
      [
        '?scope=organization:write&scope=tokens:write',
        'tokens:write organization:write',
        'the scopes tokens:write, organization:write,',
      ],
    ])(
      '%s: rejects a token without the scopes, and names all of them in the challenge',
      async (query, needed, named) => {
        const narrow = await acme.createToken(member, { scopes: ['tickets:read'] });
        const answer = await verify({ token: narrow }, query);
        const { message } = expectError(answer, 403, 'insufficient_scope');
        expect(message).toContain(named);
        expect(answer.headers['www-authenticate']).toBe(
          `Bearer error="insufficient_scope", scope="${needed}", ${metadata}`,
        );
      },
    );

    it.each(['?scope=', '?scope=tickets', '?scope=tickets:read,', '?scope=tickets:read&scope=x', '?scope=+'])(
      '%s: rejects an unknown scope',
      async (query) => {
        const { details } = expectError(await verify({ token }, query), 400, 'validation_failed');
        expect(details).toEqual([{ path: 'scope', message: expect.stringContaining('tickets:read') }]);
      },
    );
  });
});
