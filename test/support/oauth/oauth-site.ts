import { freePort } from '../databases/postgres-server.ts';
import { fetchAt } from '../servers/local-fetch.ts';
import { createAcme, type Member, password, type World, type WorldOptions } from '../world.ts';

/** Creates acme-corp on a loopback port, with a clock that stands still, for clients that use the network. */
export async function createOAuthSite(options: Pick<WorldOptions, 'defaultOrganization'> = {}) {
  const port = await freePort();
  const acme = await createAcme({ ...options, baseUrl: `http://localhost:${port}` });
  await acme.app.server.listen({ host: '127.0.0.1', port });
  return { ...acme, port, origin: `http://acme-corp.localhost:${port}`, fetch: fetchAt(port) };
}
export type OAuthSite = Awaited<ReturnType<typeof createOAuthSite>>;

/** The browser of a member, which signs in and decides when asked. */
export class MemberBrowser {
  readonly #world: World;
  readonly #member: Member;
  #cookie: string | null = null;

  constructor(world: World, member: Member) {
    this.#world = world;
    this.#member = member;
  }

  /** Follows an authorization request to its end. Returns the redirect's URL. */
  async authorize(address: URL, decision: 'allow' | 'deny' = 'allow'): Promise<URL> {
    const next = await this.#visit(address.pathname + address.search);
    const id = /^\/consent\?request=(orq_\w+)$/.exec(next)?.[1];
    if (id === undefined) return new URL(next);
    return new URL((await this.#decide(id, decision)) ?? '');
  }

  /** Enters the code of a device, and allows its request. */
  async allowDevice(userCode: string): Promise<void> {
    const path = `/api/v1/oauth/requests?user_code=${encodeURIComponent(userCode)}`;
    const { body } = await this.#world.send('GET', path, { cookie: await this.#session() });
    await this.#decide(body.id, 'allow');
  }

  /** Ends all connections of the member. Returns the names of the applications. */
  async endConnections(): Promise<string[]> {
    const path = '/api/v1/me/connected-apps';
    // The previous session may have ended.
    this.#cookie = null;
    const cookie = await this.#session();
    const connected: { id: string; client: { name: string } }[] = (
      await this.#world.send('GET', path, { cookie })
    ).body.data;
    for (const { id } of connected) {
      const { status } = await this.#world.send('DELETE', `${path}/${id}`, { cookie });
      if (status !== 204) throw new Error(`not ended: ${status}`);
    }
    return connected.map(({ client }) => client.name);
  }

  async #visit(path: string): Promise<string> {
    const answer = await this.#world.send('GET', path, this.#cookie === null ? {} : { cookie: this.#cookie });
    const { location } = answer.headers;
    if (answer.status !== 303 || location === undefined) throw new Error(`no redirect: ${answer.text}`);
    const returnTo = /^\/sign-in\?returnTo=(.*)$/.exec(location)?.[1];
    if (returnTo === undefined) return location;
    this.#cookie = null;
    await this.#session();
    return this.#visit(decodeURIComponent(returnTo));
  }

  async #session(): Promise<string> {
    this.#cookie ??= await this.#world.signIn(this.#member);
    return this.#cookie;
  }

  async #decide(id: string, decision: string): Promise<string | null> {
    const cookie = await this.#session();
    // As the consent page does for a session that the clock of the test has made old.
    await this.#world.send('POST', '/api/v1/me/confirm', { cookie, body: { password } });
    const call = { cookie, body: { decision } };
    const answer = await this.#world.send('POST', `/api/v1/oauth/requests/${id}`, call);
    if (answer.status !== 200) throw new Error(`no decision: ${answer.text}`);
    return answer.body.redirectTo;
  }
}
