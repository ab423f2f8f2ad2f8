import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minute, second } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const lastUse = async (name: string) => {
  const cookie = await acme.signIn(acme.customer);
  const { body } = await acme.send('GET', '/api/v1/me/tokens', { cookie });
  return body.tokens.find((token: { name: string }) => token.name === name).lastUsedAt;
};
const use = (token: string) => acme.send('GET', '/api/v1/me', { token });

describe('lastUsedAt', () => {
  it('is null until the first use, and updated at the next write', async () => {
    const token = await acme.createToken(acme.customer, { name: 'first' });
    expect(await lastUse('first')).toBeNull();
    await use(token);
    await acme.app.lastUse.flush(false);
    expect(await lastUse('first')).toBe(acme.clock.in(0));
  });

  it('is exact to a minute and written at most once a minute', async () => {
    const token = await acme.createToken(acme.customer, { name: 'busy' });
    await use(token);
    await acme.app.lastUse.flush(false);
    const first = acme.clock.in(0);
    acme.clock.advance(30 * second);
    await use(token);
    const second30 = acme.clock.in(0);
    await acme.app.lastUse.flush(false);
    expect(await lastUse('busy')).toBe(first);
    acme.clock.advance(29 * second);
    await acme.app.lastUse.flush(false);
    expect(await lastUse('busy')).toBe(second30);
  });

  it('does not change for rejected requests', async () => {
    const scoped = await acme.createToken(acme.customer, { name: 'scoped', scopes: ['profile:read'] });
    await acme.send('GET', '/api/v1/tickets', { token: scoped });
    const dead = await acme.createToken(acme.customer, { name: 'dead', expiresAt: acme.clock.in(minute) });
    acme.clock.advance(minute);
    await use(dead);
    await acme.app.lastUse.flush(true);
    const rows = await acme.db
      .selectFrom('access_tokens')
      .innerJoin('last_uses', 'credential_id', 'id')
      .select('name')
      .where('name', 'in', ['dead', 'scoped'])
      .execute();
    expect(rows).toEqual([]);
  });
});
