import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuthorization, pkce, registerClient } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

let acme: Acme;
let clientId: string;
beforeEach(async () => {
  acme = await createAcme();
  clientId = (await registerClient(acme)).client_id;
});
afterEach(() => acme.close());

const open = (cookie: string) =>
  openAuthorization(acme, cookie, { client_id: clientId, code_challenge: pkce().challenge });
const statusOf = async (id: string, cookie: string) =>
  (await acme.send('GET', `/api/v1/oauth/requests/${id}`, { cookie })).status;

describe('open requests for consent', () => {
  it('are limited to twenty per member across sessions, and a new one replaces the oldest', async () => {
    const [first, second] = [await acme.signIn(acme.customer), await acme.signIn(acme.customer)];
    const other = await acme.signIn(acme.teamMember);
    const otherRequest = await open(other);
    const opened: { id: string; cookie: string }[] = [];
    for (let count = 0; count < 22; count += 1) {
      const cookie = count % 2 === 0 ? first : second;
      opened.push({ id: await open(cookie), cookie });
      acme.clock.advance(1);
    }
    const statuses = await Promise.all(opened.map(({ id, cookie }) => statusOf(id, cookie)));
    expect(statuses).toEqual([404, 404, ...Array(20).fill(200)]);
    expect(await statusOf(otherRequest, other)).toBe(200);
  });

  it('are limited to twenty when many are opened at the same time', async () => {
    const cookie = await acme.signIn(acme.customer);
    const ids = await Promise.all(Array.from({ length: 40 }, () => open(cookie)));
    const statuses = await Promise.all(ids.map((id) => statusOf(id, cookie)));
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(20);
    const last = await open(cookie);
    expect(await statusOf(last, cookie)).toBe(200);
  });

  it('do not include decided requests', async () => {
    const cookie = await acme.signIn(acme.customer);
    const undecided = await open(cookie);
    for (let count = 0; count < 20; count += 1) {
      acme.clock.advance(1);
      const id = await open(cookie);
      const body = { decision: 'deny' };
      expect((await acme.send('POST', `/api/v1/oauth/requests/${id}`, { cookie, body })).status).toBe(200);
    }
    expect(await statusOf(undecided, cookie)).toBe(200);
  });
});
