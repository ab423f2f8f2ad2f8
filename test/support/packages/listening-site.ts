import { TestClock } from '../clock.ts';
import { freePort } from '../databases/postgres-server.ts';
import { createResourceServer, type ResourceServer } from '../oauth/resource-servers.ts';
import { type Acme, createAcme } from '../world.ts';

/** acme-corp at a port of this computer, which reads its change feed all the time, and a resource server of it. */
export type ListeningSite = Acme & {
  readonly url: string;
  readonly port: number;
  readonly gateway: ResourceServer;
};

/** @param options such as a limit of requests */
export async function createListeningSite(
  options: Pick<NonNullable<Parameters<typeof createAcme>[0]>, 'rateLimit'> = {},
): Promise<ListeningSite> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const acme = await createAcme({
    ...options,
    baseUrl: url,
    defaultOrganization: 'acme-corp',
    clock: new TestClock(Date.now),
    monotonic: new TestClock(() => performance.now()),
  });
  await acme.app.server.listen({ port, host: '127.0.0.1' });
  acme.app.credentials.feed.start();
  const gateway = await createResourceServer(acme, await acme.signIn(acme.admin));
  return { ...acme, url, port, gateway };
}
