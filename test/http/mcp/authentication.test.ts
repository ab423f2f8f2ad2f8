import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../../../src/credentials/token-format.ts';
import { expectError } from '../../support/client.ts';
import { postMcp, rpc } from '../../support/mcp/requests.ts';
import { connect, endConnections } from '../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const whoami = rpc('tools/call', { name: 'whoami' });
const origin = 'http://acme-corp.localhost:3000';
const metadata = `resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
const scope = 'scope="profile:read tickets:read tickets:write"';

describe('authentication at /mcp', () => {
  let acme: Acme;
  let otherToken: string;
  beforeAll(async () => {
    acme = await createAcme();
    await acme.createOrganization('other-corp');
    otherToken = await acme.createToken(await acme.createMember('other-corp', 'sam@other.test', 'ADMIN'));
  });
  afterAll(() => acme.close());

  it('returns a challenge with the metadata address and scopes when there is no credential', async () => {
    for (const authorization of [undefined, 'Basic YTpi', acme.adminToken]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const answer = await postMcp(acme, whoami, { headers });
      expectError(answer, 401, 'authentication_required');
      expect(answer.headers['www-authenticate']).toBe(`Bearer realm="spedy", ${metadata}, ${scope}`);
    }
    const bare = await postMcp(acme, whoami, { at: null });
    expectError(bare, 401, 'authentication_required');
    expect(bare.headers['www-authenticate']).toBe(`Bearer realm="spedy", ${scope}`);
  });

  it("rejects an invalid token and another organization's token", async () => {
    for (const token of ['spedy_pat_nonsense', newToken('pat'), newToken('access'), otherToken]) {
      const answer = await postMcp(acme, whoami, { token });
      expectError(answer, 401, 'token_invalid');
      expect(answer.headers['www-authenticate']).toContain(
        `Bearer realm="spedy", error="invalid_token", error_description="The token is not valid here", ${metadata}`,
      );
    }
  });

  it('ignores a session cookie, which a browser sends from any page', async () => {
    const cookie = await acme.signIn(acme.admin);
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
    expectError(await postMcp(acme, whoami, { cookie }), 401, 'authentication_required');
    const { body } = await postMcp(acme, whoami, { cookie, token: acme.customerToken });
    expect(body.result.structuredContent.user.id).toBe(acme.customer.id);
  });

  it('accepts a personal access token until it is revoked', async () => {
    const token = await acme.createToken(acme.teamMember);
    const { body } = await postMcp(acme, whoami, { token });
    const { tokenId } = body.result.structuredContent.authentication;
    await acme.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token: acme.teamMemberToken });
    expectError(await postMcp(acme, whoami, { token }), 401, 'token_revoked');
  });

  it("uses the token's organization at the bare domain", async () => {
    const { body } = await postMcp(acme, whoami, { token: otherToken, at: null });
    expect(body.result.structuredContent.organization.slug).toBe('other-corp');
  });

  it('accepts an OAuth access token for the API or for /mcp alone, which the API rejects', async () => {
    const mcp = await connect(acme, acme.customer, { resource: `${origin}/mcp` });
    const { cookie } = mcp;
    const forMcp = mcp.tokens.access_token;
    const forApi = (await connect(acme, acme.customer)).tokens.access_token;
    for (const token of [forMcp, forApi]) {
      const { body } = await postMcp(acme, whoami, { token });
      expect(body.result.structuredContent).toMatchObject({
        user: { id: acme.customer.id },
        authentication: { method: 'oauth', scopes: ['profile:read', 'tickets:read', 'tickets:write'] },
      });
    }
    expectError(await acme.send('GET', '/api/v1/me', { token: forMcp }), 401, 'token_invalid');
    await endConnections(acme, cookie);
    expectError(await postMcp(acme, whoami, { token: forMcp }), 401, 'token_revoked');
  });

  it('rejects a personal access token when the plan or policy does not allow it', async () => {
    await acme.setPlan('acme-corp', 'starter');
    const { adminToken: token } = acme;
    expectError(await postMcp(acme, whoami, { token }), 403, 'plan_required');
    await acme.setPlan('acme-corp', 'pro');
    await acme.setPolicy('acme-corp', { patsEnabled: false });
    expectError(await postMcp(acme, whoami, { token }), 403, 'pats_disabled');
    await acme.setPolicy('acme-corp', { patsEnabled: true });
    expect((await postMcp(acme, whoami, { token })).status).toBe(200);
  });

  it('accepts only POST', async () => {
    for (const method of ['GET', 'HEAD', 'DELETE', 'PUT', 'PATCH']) {
      const answer = await acme.send(method, '/mcp', {
        token: acme.adminToken,
        headers: { accept: 'text/event-stream' },
      });
      if (method !== 'HEAD') expectError(answer, 405, 'method_not_allowed');
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toBe('OPTIONS, POST');
    }
  });

  it('returns the challenge to GET and HEAD without a credential before it rejects the method', async () => {
    for (const method of ['GET', 'HEAD']) {
      for (const path of ['/mcp', '/mcp/']) {
        const answer = await acme.send(method, path, { headers: { accept: 'text/event-stream' } });
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toBe(`Bearer realm="spedy", ${metadata}, ${scope}`);
        if (method === 'GET') expectError(answer, 401, 'authentication_required');
      }
      const bad = await acme.send(method, '/mcp', { token: newToken('pat') });
      expect(bad.headers['www-authenticate']).toContain('error="invalid_token"');
    }
    expectError(await acme.send('DELETE', '/mcp'), 405, 'method_not_allowed');
    expectError(await acme.send('GET', '/mcp', { headers: { host: 'evil.test' } }), 403, 'host_not_allowed');
    const crossOrigin = await acme.send('GET', '/mcp', { headers: { origin: 'https://evil.test' } });
    expectError(crossOrigin, 403, 'origin_not_allowed');
  });

  it('accepts its address with and without a trailing slash', async () => {
    const answer = await acme.send('POST', '/mcp/', { token: acme.adminToken, body: whoami });
    expect(answer.body.result.structuredContent.user.id).toBe(acme.admin.id);
    const described = await acme.send('GET', '/.well-known/oauth-protected-resource/mcp/');
    expect(described.body.resource).toBe(`${origin}/mcp`);
    const client = await connect(acme, acme.customer, { resource: `${origin}/mcp/` });
    expect((await postMcp(acme, whoami, { token: client.tokens.access_token })).status).toBe(200);
  });

  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/*;q=0.1', 'application/json'],
    ['text/html, application/json;q=0.9', 'application/json'],
    ['text/event-stream, application/json', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['text/*', 'text/event-stream'],
    ['application/json;q=0, */*', 'text/event-stream'],
  ])('answers Accept: %s with %s', async (accept, type) => {
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    const answer = await acme.send('POST', '/mcp', { token: acme.adminToken, body: whoami, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(new RegExp(`^${type}`));
    const text =
      type === 'text/event-stream' ? /^event: message\ndata: (.*)\n\n$/.exec(answer.text)?.[1] : answer.text;
    expect(JSON.parse(text ?? '')).toMatchObject({ id: 1, result: { content: [{ type: 'text' }] } });
  });

  it.each(['text/html', 'application/xml, image/*', 'application/json;q=0', '*/*;q=0'])(
    'rejects Accept: %s, which allows neither JSON nor a stream',
    async (accept) => {
      const answer = await acme.send('POST', '/mcp', {
        token: acme.adminToken,
        body: whoami,
        headers: { accept },
      });
      expect(answer.status).toBe(406);
      expect(answer.body.error.message).toContain('application/json or text/event-stream');
    },
  );
});

describe('limits and last use at /mcp', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ rateLimit: 3 });
  });
  afterAll(() => acme.close());

  it('are shared with the API', async () => {
    const { customerToken: token } = acme;
    expect((await acme.send('GET', '/api/v1/me', { token })).headers['ratelimit-remaining']).toBe('2');
    expect((await postMcp(acme, whoami, { token })).headers['ratelimit-remaining']).toBe('1');
    expect((await postMcp(acme, whoami, { token })).headers['ratelimit-remaining']).toBe('0');
    const refused = await postMcp(acme, whoami, { token });
    expectError(refused, 429, 'rate_limited');
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    await acme.app.lastUse.flush(true);
    const used = await acme.db
      .selectFrom('access_tokens')
      .innerJoin('last_uses', 'credential_id', 'id')
      .select('at')
      .where('user_id', '=', acme.customer.id)
      .execute();
    expect(used).toEqual([{ at: acme.clock.now() }]);
  });

  it('count requests that are rejected for their host or origin', async () => {
    const statuses: number[] = [];
    for (const headers of [{ host: 'evil.test' }, { origin: 'http://evil.test' }, { host: 'evil.test' }, {}])
      statuses.push((await postMcp(acme, whoami, { headers })).status);
    expect(statuses).toEqual([403, 403, 403, 429]);
  });
});
