import type { Call } from '../support/client.ts';
import { TestClock } from '../support/clock.ts';
import { createAcme } from '../support/world.ts';
import type { AuthorizationServer, Request } from './authorization-server.ts';

/** Starts our server with the real time, so that a test changes the time of both servers. */
export async function startSpedy(): Promise<AuthorizationServer> {
  const acme = await createAcme({ clock: new TestClock(() => Date.now()) });
  let cookie = await acme.signIn(acme.teamMember);
  let signedInAt = Date.now();
  let sent = 0;

  /** Returns the member's session, a new one if the old one may have expired. */
  async function session(): Promise<string> {
    if (Date.now() - signedInAt > 3_600_000) {
      cookie = await acme.signIn(acme.teamMember);
      signedInAt = Date.now();
    }
    return cookie;
  }
  function send({ method, path, headers = {}, body }: Request, call: Call = {}) {
    sent += 1;
    return acme.send(method, `/api/v1/oauth/${path}`, {
      ...call,
      // Each request comes from a different address, so that rate limits do not apply.
      address: `10.1.${sent >> 8}.${sent & 255}`,
      ...(body === undefined ? {} : { body }),
      headers: { accept: 'application/json', ...headers },
    });
  }
  async function decideRequest(id: string, decision: string): Promise<string | null> {
    const call = { cookie: await session(), body: { decision } };
    const answer = await acme.send('POST', `/api/v1/oauth/requests/${id}`, call);
    if (answer.status !== 200) throw new Error(`no decision: ${answer.text}`);
    return answer.body.redirectTo;
  }
  return {
    send,
    open: async (request, signedIn) => send(request, signedIn ? { cookie: await session() } : {}),
    asks: (location) => /^\/(consent|sign-in)\?/.test(location),
    decide: async (location, choice) => {
      const id = /request=(orq_\w+)/.exec(location)?.[1] ?? '';
      return (await decideRequest(id, choice)) ?? '';
    },
    decideDevice: async (userCode, choice) => {
      const path = `/api/v1/oauth/requests?user_code=${encodeURIComponent(userCode)}`;
      const found = await acme.send('GET', path, { cookie: await session() });
      if (found.status === 404) return false;
      await decideRequest(found.body.id, choice);
      return true;
    },
    close: acme.close,
  };
}
