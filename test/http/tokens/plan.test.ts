import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Plan, plans } from '../../../src/access/plans.ts';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { setPlan } from '../../../src/organizations/change-organization.ts';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const withPats: readonly Plan[] = ['pro', 'pro_trial', 'past_due'];

describe('the plan', () => {
  let acme: Acme;
  let cookie: string;
  let organizationId: string;
  beforeAll(async () => {
    acme = await createAcme();
    cookie = await acme.signIn(acme.teamMember);
    const { id } = await acme.db.selectFrom('organizations').select('id').executeTakeFirstOrThrow();
    organizationId = id;
  });
  afterAll(() => acme.close());

  const change = (plan: Plan) =>
    setPlan(acme.db, organizationId, ownOrigin('operator', acme.clock.now()), plan);

  it.each(plans.filter((plan) => withPats.includes(plan)))('%s includes tokens', async (plan) => {
    await change(plan);
    expect(
      (await acme.send('GET', '/api/v1/me', { token: acme.teamMemberToken })).body.organization.plan,
    ).toBe(plan);
    expect((await acme.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'CI' } })).status).toBe(201);
  });

  it.each(plans.filter((plan) => !withPats.includes(plan)))(
    '%s does not include tokens: existing ones work again on Pro',
    async (plan) => {
      await change('pro');
      const { body } = await acme.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'Kept' } });
      await change(plan);
      expectError(await acme.send('GET', '/api/v1/me', { token: body.token }), 403, 'plan_required');
      expectError(
        await acme.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'CI' } }),
        403,
        'plan_required',
      );
      expectError(
        await acme.send('POST', `/api/v1/me/tokens/${body.id}/rotate`, { cookie }),
        403,
        'plan_required',
      );
      const list = await acme.send('GET', '/api/v1/me/tokens', { cookie });
      expect(list.body.tokens[0]).toMatchObject({ id: body.id, name: 'Kept' });
      await change('pro');
      expect((await acme.send('GET', '/api/v1/me', { token: body.token })).status).toBe(200);
    },
  );

  it('does not affect listing and revoking from the dashboard', async () => {
    await change('pro');
    const { body } = await acme.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'CI' } });
    await change('starter');
    expect((await acme.send('GET', `/api/v1/me/tokens/${body.id}`, { cookie })).status).toBe(200);
    expect((await acme.send('DELETE', `/api/v1/me/tokens/${body.id}`, { cookie })).status).toBe(204);
    await change('pro');
    expectError(await acme.send('GET', '/api/v1/me', { token: body.token }), 401, 'token_revoked');
  });

  it('is checked after revocation', async () => {
    await change('pro');
    const { body } = await acme.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'CI' } });
    await acme.send('DELETE', `/api/v1/me/tokens/${body.id}`, { cookie });
    await change('starter');
    expectError(await acme.send('GET', '/api/v1/me', { token: body.token }), 401, 'token_revoked');
    await change('pro');
  });
});
