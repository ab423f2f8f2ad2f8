import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../../src/oauth/clients/client.ts';
import { allowApplication, documentClient } from '../../../support/applications.ts';
import { expectError } from '../../../support/client.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const path = '/api/v1/organization/applications';
const registered: Client = {
  clientId: 'cli_AAAA',
  kind: 'registered',
  name: 'Reporting',
  uri: null,
  logoUri: null,
  redirectUris: ['https://app.example.com/callback'],
  authMethod: 'client_secret_post',
  grantTypes: new Set(['authorization_code', 'refresh_token']),
  secretHash: Buffer.alloc(32, 7),
};

describe('/api/v1/organization/applications', () => {
  let acme: Acme;
  let organizationId: string;
  let otherId: string;
  let token: string;
  beforeAll(async () => {
    acme = await createAcme();
    otherId = await acme.createOrganization('other-corp');
    token = acme.adminToken;
    organizationId = (await acme.send('GET', '/api/v1/organization', { token })).body.id;
  });
  afterAll(() => acme.close());
  beforeEach(async () => {
    for (const table of ['oauth_access_tokens', 'oauth_connections', 'oauth_applications'] as const)
      await acme.db.deleteFrom(table).execute();
  });
  const list = async () => (await acme.send('GET', path, { token })).body.data;
  const setBlocked = (id: string, blocked: boolean) =>
    acme.send('PATCH', `${path}/${id}`, { token, body: { blocked } });
  const works = async (accessToken: string) =>
    (await acme.send('GET', '/api/v1/me', { token: accessToken })).status;

  it('lists applications with their verified host, number of members and last use', async () => {
    const firstAllowedAt = acme.clock.in(0);
    const first = await allowApplication(acme, organizationId, acme.admin, documentClient);
    await allowApplication(acme, organizationId, acme.customer, documentClient);
    acme.clock.advance(1_000);
    await allowApplication(acme, organizationId, acme.customer, registered);
    await allowApplication(
      acme,
      otherId,
      await acme.createMember('other-corp', 'sam@other.test', 'ADMIN'),
      registered,
    );
    acme.clock.advance(1_000);
    const lastUsedAt = acme.clock.in(0);
    expect(await works(first.token)).toBe(200);
    await acme.app.lastUse.flush(true);
    const answer = await acme.send('GET', path, { token });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: [
        {
          id: expect.stringMatching(/^app_[0-9a-z]{23}$/),
          clientId: 'cli_AAAA',
          kind: 'registered',
          name: 'Reporting',
          uri: null,
          redirectUris: ['https://app.example.com/callback'],
          verifiedHost: null,
          firstAllowedAt: expect.any(String),
          blockedAt: null,
          verifiedAt: null,
          members: 1,
          lastUsedAt: null,
        },
        {
          id: first.applicationId,
          clientId: documentClient.clientId,
          kind: 'metadata_document',
          name: 'Claude Code',
          uri: 'https://claude.ai',
          redirectUris: documentClient.redirectUris,
          verifiedHost: 'claude.ai',
          firstAllowedAt,
          blockedAt: null,
          verifiedAt: null,
          members: 2,
          lastUsedAt,
        },
      ],
      total: 2,
      page: 1,
      pageSize: 20,
      totalPages: 1,
    });
    expect(answer.text).not.toMatch(/secret|hash/i);
    const second = await acme.send('GET', `${path}?page=2&limit=1`, { token });
    expect(second.body.data.map(({ name }: { name: string }) => name)).toEqual(['Claude Code']);
    expect(second.body).toMatchObject({ total: 2, page: 2, pageSize: 1, totalPages: 2 });
  });

  it('ends all connections of a blocked application immediately, with one audit event', async () => {
    const [one, two] = [
      await allowApplication(acme, organizationId, acme.admin, documentClient),
      await allowApplication(acme, organizationId, acme.customer, documentClient),
    ];
    const untouched = await allowApplication(acme, organizationId, acme.customer, registered);
    expect([await works(one.token), await works(two.token)]).toEqual([200, 200]);
    const answer = await setBlocked(one.applicationId, true);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: one.applicationId,
      name: 'Claude Code',
      blockedAt: acme.clock.in(0),
      members: 0,
    });
    expect([await works(one.token), await works(two.token), await works(untouched.token)]).toEqual([
      401, 401, 200,
    ]);
    await expect(allowApplication(acme, organizationId, acme.teamMember, documentClient)).rejects.toThrow(
      'blocked',
    );
    const events = (await acme.send('GET', '/api/v1/organization/audit-events', { token })).body.data;
    expect(events[0]).toMatchObject({
      action: 'application.blocked',
      target: { kind: 'application', id: one.applicationId },
      details: { name: 'Claude Code', grantsEnded: 2 },
    });
  });

  it('requires consent again after an application is unblocked', async () => {
    const { applicationId, token: ended } = await allowApplication(
      acme,
      organizationId,
      acme.admin,
      documentClient,
    );
    await setBlocked(applicationId, true);
    const answer = await setBlocked(applicationId, false);
    expect(answer.body).toMatchObject({ blockedAt: null, members: 0 });
    expect(await works(ended)).toBe(401);
    const again = await allowApplication(acme, organizationId, acme.admin, documentClient);
    expect(again.applicationId).toBe(applicationId);
    expect((await list())[0]).toMatchObject({ id: applicationId, members: 1 });
  });

  it('records one event when an application is blocked repeatedly or concurrently', async () => {
    const { applicationId } = await allowApplication(acme, organizationId, acme.admin, documentClient);
    acme.clock.advance(1_000);
    const answers = await Promise.all([setBlocked(applicationId, true), setBlocked(applicationId, true)]);
    const { blockedAt } = answers[0].body;
    acme.clock.advance(1_000);
    answers.push(await setBlocked(applicationId, true));
    expect(answers.map(({ status, body }) => [status, body.blockedAt])).toEqual(
      Array.from({ length: 3 }, () => [200, blockedAt]),
    );
    const events = await acme.db
      .selectFrom('audit_events')
      .select('action')
      .where('target_id', '=', applicationId)
      .execute();
    expect(events).toEqual([{ action: 'application.blocked' }]);
  });

  it('returns 404 for an application that is unknown or of another organization', async () => {
    const sam = await acme.createMember('other-corp', 'sue@other.test', 'ADMIN');
    const { applicationId, token: theirs } = await allowApplication(acme, otherId, sam, documentClient);
    for (const id of [applicationId, applicationId.replace(/.$/, '!'), 'app_0', 'cli_AAAA'])
      expectError(await setBlocked(id, true), 404, 'not_found');
    expect((await acme.send('GET', '/api/v1/me', { at: 'other-corp', token: theirs })).status).toBe(200);
    expect(await list()).toEqual([]);
  });

  it('requires an administrator with organization:write', async () => {
    const { applicationId, token: access } = await allowApplication(
      acme,
      organizationId,
      acme.admin,
      documentClient,
    );
    const narrow = await acme.createToken(acme.admin, { scopes: ['profile:read'] });
    for (const [method, url] of [
      ['GET', path],
      ['PATCH', `${path}/${applicationId}`],
    ] as const) {
      const body = method === 'PATCH' ? { body: { blocked: true } } : {};
      expectError(await acme.send(method, url, body), 401, 'authentication_required');
      for (const member of [acme.teamMemberToken, acme.customerToken])
        expectError(await acme.send(method, url, { token: member, ...body }), 403, 'forbidden');
      for (const weak of [narrow, access])
        expectError(await acme.send(method, url, { token: weak, ...body }), 403, 'insufficient_scope');
    }
    expect((await list())[0].blockedAt).toBeNull();
  });

  it.each([{}, { blocked: 'yes' }, { blocked: null }, { blocked: true, name: 'x' }])(
    'rejects the change %j',
    async (body) => {
      const { applicationId } = await allowApplication(acme, organizationId, acme.admin, documentClient);
      const answer = await acme.send('PATCH', `${path}/${applicationId}`, { token, body });
      expectError(answer, 400, 'validation_failed');
    },
  );
});
