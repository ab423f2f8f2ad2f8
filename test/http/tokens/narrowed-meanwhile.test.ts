import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { type Peer, startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
let peer: Peer;
beforeAll(async () => {
  acme = await createAcme();
  peer = await startPeer(acme);
  await peer.poll();
});
afterAll(async () => {
  await peer.close();
  await acme.close();
});

const tokens = '/api/v1/me/tokens';
const asOwner = (method: string, path: string, body: object) =>
  acme.send(method, path, { token: acme.adminToken, body });
const total = async () => (await acme.send('GET', tokens, { token: acme.adminToken })).body.tokens.length;
const create = async (name: string, request: object = {}) =>
  (await asOwner('POST', tokens, { name, ...request })).body;
/** Makes a token known to the other process, which learns of changes within a second. */
const warm = async (token: string) => {
  await peer.poll();
  expect((await peer.send('GET', '/api/v1/me', { token })).status).toBe(200);
};

describe('a token that was narrowed in another process a moment ago', () => {
  const narrower = { scopes: ['tokens:write', 'organization:write'] };
  const sooner = () => ({ expiresAt: acme.clock.in(minute) });
  const invitation = '/api/v1/organization/invitations';
  const inDays = (days: number) => new Date(Date.UTC(2026, 5, 1 + days, 12)).toISOString();
  const other = async () => `${tokens}/${(await create('Other', { expiresAt: inDays(1) })).id}/rotate`;
  const itself = async (id: string) => `${tokens}/${id}/rotate`;
  const person = { email: 'ina@acme.test', role: 'CUSTOMER' };

  it.each<[string, (id: string) => Promise<string>, object, () => object]>([
    ['a token with its former scopes', async () => tokens, { name: 'Wide' }, () => narrower],
    ['a token with its former lifetime', async () => tokens, { name: 'Long' }, sooner],
    ['a successor of another token', other, {}, () => narrower],
    ['a successor with its former lifetime', itself, { expiresAt: inDays(9) }, sooner],
    ['an invitation', async () => invitation, person, () => ({ scopes: ['tokens:write'] })],
  ])('does not create %s', async (_what, pathOf, body, change) => {
    const { id, token } = await create('Deploy', { expiresAt: acme.clock.in(10 * day) });
    const path = await pathOf(id);
    await warm(token);
    const before = await total();
    expect((await asOwner('PATCH', `${tokens}/${id}`, change())).status).toBe(200);
    expectError(await peer.send('POST', path, { token, body }), 409, 'conflict');
    expect(await total()).toBe(before);
  });

  it('does not create a token that outlives the overlap of its rotation', async () => {
    const { id, token } = await create('Deploy');
    await warm(token);
    expect((await asOwner('POST', `${tokens}/${id}/rotate`, { overlapSeconds: 60 })).status).toBe(201);
    const body = { name: 'Long' };
    expectError(await peer.send('POST', tokens, { token, body }), 409, 'conflict');
    // With what it still allows, the same request works.
    peer.monotonic.advance(1_001);
    await peer.poll();
    const { status, body: child } = await peer.send('POST', tokens, { token, body });
    expect([status, child.expiresAt]).toEqual([201, acme.clock.in(minute)]);
  });

  it('still creates what it may create after another change', async () => {
    const { id, token } = await create('Deploy');
    await warm(token);
    expect((await asOwner('PATCH', `${tokens}/${id}`, { name: 'Renamed' })).status).toBe(200);
    expect((await peer.send('POST', tokens, { token, body: { name: 'Child' } })).status).toBe(201);
  });
});
