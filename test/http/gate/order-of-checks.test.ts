import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/access/plans.ts';
import type { Scope } from '../../../src/access/scopes.ts';
import { newToken } from '../../../src/credentials/token-format.ts';
import { expectError } from '../../support/client.ts';
import { hour, minute } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** Everything that can be wrong with a credential, in the order of the checks. */
const faults = [
  'malformed',
  'of another organization',
  'revoked',
  'expired',
  'member deactivated',
  'plan without tokens',
  'tokens switched off',
  'scope missing',
  'role lacks the permission',
] as const;
type Fault = (typeof faults)[number];

const invalid = { status: 401, code: 'token_invalid', challenge: 'error="invalid_token"' };
const answers: Record<Fault, { status: number; code: string; challenge: string | null }> = {
  malformed: invalid,
  'of another organization': invalid,
  revoked: { status: 401, code: 'token_revoked', challenge: 'error="invalid_token"' },
  expired: { status: 401, code: 'token_expired', challenge: 'error="invalid_token"' },
  'member deactivated': invalid,
  'plan without tokens': { status: 403, code: 'plan_required', challenge: null },
  'tokens switched off': { status: 403, code: 'pats_disabled', challenge: null },
  'scope missing': {
    status: 403,
    code: 'insufficient_scope',
    challenge: 'error="insufficient_scope", scope="organization:write"',
  },
  'role lacks the permission': { status: 403, code: 'forbidden', challenge: null },
};
const metadata = 'resource_metadata="http://acme-corp.localhost:3000/.well-known/oauth-protected-resource"';

describe('the checks of a credential', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    await acme.createOrganization('other-corp');
  });
  afterAll(() => acme.close());

  /** Sends a request to an administrators' route with a token that has all given faults. */
  async function sendWith(wrong: readonly Fault[]) {
    const has = (fault: Fault) => wrong.includes(fault);
    const slug = has('of another organization') ? 'other-corp' : 'acme-corp';
    const organization = await acme.db
      .selectFrom('organizations')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    const email = `member-${Math.random()}@acme.test`;
    const role = has('role lacks the permission') ? 'TEAM_MEMBER' : 'ADMIN';
    const member = await acme.createMember(slug, email, role);
    const scopes: Scope[] = has('scope missing') ? ['tickets:read'] : ['organization:write'];
    let token = await acme.createToken(member, { scopes, expiresAt: acme.clock.in(hour) });

    const owned = (table: 'access_tokens' | 'users') =>
      acme.db.updateTable(table).where('organization_id', '=', organization.id);
    if (has('revoked'))
      await owned('access_tokens')
        .where('user_id', '=', member.id)
        .set({ revoked_at: acme.clock.now() })
        .execute();
    if (has('expired'))
      await owned('access_tokens')
        .where('user_id', '=', member.id)
        .set({ expires_at: acme.clock.now() })
        .execute();
    if (has('member deactivated'))
      await owned('users').where('id', '=', member.id).set({ state: 'deactivated' }).execute();
    const plan: Plan = has('plan without tokens') ? 'trial' : 'pro';
    await acme.db
      .updateTable('organizations')
      .set({ plan, pats_enabled: has('tokens switched off') ? 0 : 1 })
      .where('id', '=', organization.id)
      .execute();
    if (has('malformed')) token = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    const answer = await acme.send('GET', '/api/v1/users', { token });
    await acme.db.updateTable('organizations').set({ plan: 'pro', pats_enabled: 1 }).execute();
    return answer;
  }

  it('accept a request without a fault', async () => {
    expect((await sendWith([])).status).toBe(200);
  });

  it.each(faults.map((fault, index) => ({ fault, later: faults.slice(index) })))(
    '$fault: give the same response alone and together with all later faults',
    async ({ fault, later }) => {
      const { status, code, challenge } = answers[fault];
      for (const wrong of [[fault], later]) {
        const answer = await sendWith(wrong);
        expectError(answer, status, code);
        if (challenge === null) expect(answer.headers).not.toHaveProperty('www-authenticate');
        else expect(answer.headers['www-authenticate']).toContain(challenge);
      }
    },
  );

  it('return a challenge without an error for no credential or another scheme', async () => {
    const schemes = [
      undefined,
      'Basic YTpi',
      'Token abc',
      'Bearerx',
      `Digest ${acme.adminToken}`,
      acme.adminToken,
    ];
    for (const authorization of schemes) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await acme.send('GET', '/api/v1/users', { headers });
      expectError(answer, 401, 'authentication_required');
      expect(answer.headers['www-authenticate']).toBe(`Bearer realm="spedy", ${metadata}`);
    }
  });

  it.each([
    ['token_invalid', 'spedy_pat_nonsense', 'The token is not valid here'],
    ['token_invalid', newToken('pat'), 'The token is not valid here'],
  ])('return %s with a description and the metadata address', async (code, token, description) => {
    const answer = await acme.send('GET', '/api/v1/me', { token });
    expectError(answer, 401, code);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="spedy", error="invalid_token", error_description="${description}", ${metadata}`,
    );
  });

  it('name no metadata at the bare domain, which has none', async () => {
    for (const call of [{}, { token: newToken('pat') }]) {
      const answer = await acme.send('GET', '/api/v1/me', { at: null, ...call });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="spedy"/);
      expect(answer.headers['www-authenticate']).not.toContain('resource_metadata');
    }
    const path = '/.well-known/oauth-protected-resource';
    expect((await acme.send('GET', path, { at: null })).status).toBe(404);
  });

  it('accept a rotated token until its overlap ends', async () => {
    const token = await acme.createToken(acme.admin);
    const { tokenId } = (await acme.send('GET', '/api/v1/me', { token })).body.authentication;
    const body = { overlapSeconds: 60 };
    expect((await acme.send('POST', `/api/v1/me/tokens/${tokenId}/rotate`, { token, body })).status).toBe(
      201,
    );
    acme.clock.advance(minute - 1);
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
    acme.clock.advance(1);
    expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
  });
});
