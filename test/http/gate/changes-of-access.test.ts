import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashText } from '../../../src/credentials/hash.ts';
import { type AccessFixtures, accessFixturesOf } from '../../support/access-fixtures.ts';
import type { Call } from '../../support/client.ts';
import { minute, TestClock } from '../../support/clock.ts';
import { type Peer, startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme } from '../../support/world.ts';
import { accessCases, operatorCases } from './access-cases.ts';
import { sessionCases } from './session-cases.ts';
import { unrelatedRoutes } from './unrelated-routes.ts';

const cases = { ...accessCases, ...sessionCases };
let acme: Acme;
let peer: Peer;
let fixtures: AccessFixtures;
beforeAll(async () => {
  // The command line uses the system clock.
  acme = await createAcme({ clock: new TestClock(Date.now) });
  peer = await startPeer(acme);
  fixtures = accessFixturesOf(acme);
});
afterAll(async () => {
  await peer.close();
  await acme.close();
});

/** Returns the response of a process, and for a session whether it counts as two-factor and confirmed there. */
async function responseOf({ credentials, send }: Pick<Peer, 'credentials' | 'send'>, call: Call) {
  const { status, body } = await send('GET', '/api/v1/me', call);
  if (call.cookie === undefined || status !== 200) return { status, body };
  const record = await credentials.find('session', hashText(call.cookie.split('=')[1] ?? ''));
  const { authentication } = record?.principal ?? {};
  if (authentication?.method !== 'session') return { status, body };
  const { secondFactor, confirmedAt } = authentication;
  const confirmed = confirmedAt !== null && confirmedAt + 15 * minute > acme.clock.now();
  return { status, body: { ...body, secondFactor, confirmed } };
}

const here = () => ({ credentials: acme.app.credentials, send: acme.send });
const pollHere = () => acme.app.credentials.feed.poll();

describe('a change that affects a cached credential', () => {
  it.each(Object.entries(cases))(
    '%s: takes effect here at the next request, and in another process once it reads the feed',
    async (_name, prepare) => {
      const { call, change, after } = await prepare(fixtures);
      await Promise.all([pollHere(), peer.poll()]);
      const before = await responseOf(peer, call);
      expect(await responseOf(here(), call)).toEqual(before);
      expect(before).not.toMatchObject(after);
      await change();
      expect(await responseOf(here(), call)).toMatchObject(after);
      // Still cached: otherwise the test would prove nothing about the feed.
      expect(await responseOf(peer, call)).toEqual(before);
      await peer.poll();
      expect(await responseOf(peer, call)).toMatchObject(after);
    },
  );

  it.each(Object.entries(operatorCases))(
    '%s: takes effect in every process once it reads the feed',
    async (_name, prepare) => {
      const { call, change, after } = await prepare(fixtures);
      await Promise.all([pollHere(), peer.poll()]);
      const before = await responseOf(peer, call);
      expect(await responseOf(here(), call)).toEqual(before);
      await change();
      expect(await responseOf(here(), call)).toEqual(before);
      await Promise.all([pollHere(), peer.poll()]);
      expect(await responseOf(here(), call)).toMatchObject(after);
      expect(await responseOf(peer, call)).toMatchObject(after);
    },
  );

  it('has a case, or a reason for none, for every route that changes anything', async () => {
    const { paths = {} } = await acme.app.server.openApi();
    const changing = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods ?? {})
        .filter((method) => method !== 'get')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const covered = Object.keys(cases).map((name) => name.split(',')[0] ?? '');
    const missing = changing.filter((route) => !covered.includes(route) && !(route in unrelatedRoutes));
    expect(missing).toEqual([]);
    expect(Object.keys(unrelatedRoutes).filter((route) => !changing.includes(route))).toEqual([]);
  });
});
