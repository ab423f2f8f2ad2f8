import type { ExaminationOptions } from '../../../src/doctor/examination.ts';
import { examine } from '../../../src/doctor/examine.ts';
import type { Report, Step } from '../../../src/doctor/report.ts';
import { freePort } from '../databases/postgres-server.ts';
import { createAcme } from '../world.ts';
import { FaultyProxy, type ProxyFault } from './faulty-proxy.ts';
import { listen } from './sockets.ts';

const signIn = { location: '/sign-in' };

/** Returns whether a request makes the server fetch a client's document. */
export const namesDocument = (url = '') =>
  url.startsWith('/api/v1/oauth/authorize') && url.includes('client_id=https%3A');

/** Creates acme-corp behind a configurable proxy, for the connection doctor. */
export async function createProxiedSite() {
  const port = await freePort();
  const acme = await createAcme({ baseUrl: `http://localhost:${port}`, trustProxy: ['127.0.0.1'] });
  const proxy = await FaultyProxy.start(port, await listen(acme.app.server));
  const target = () => new URL(`http://acme-corp.localhost:${port}/mcp`);
  let runs = 0;
  return {
    acme,
    port,
    target,
    /** Examines through the proxy, from a different address each time, because registrations count by address. */
    examineWith: (fault: ProxyFault, options: ExaminationOptions = {}, url = target()): Promise<Report> => {
      runs += 1;
      const from = { 'x-forwarded-for': `10.1.0.${runs}` };
      // The result must not depend on internet access.
      const respond: ProxyFault['respond'] = (request) => {
        const own = fault.respond?.(request);
        return own === undefined && namesDocument(request.url) ? { status: 303, headers: signIn } : own;
      };
      proxy.fault = { ...fault, respond, requestHeaders: { ...from, ...fault.requestHeaders } };
      return examine(url, { timeout: 30_000, slowAfter: 30_000, ...options });
    },
    close: async () => {
      await proxy.stop();
      await acme.close();
    },
  };
}
export type ProxiedSite = Awaited<ReturnType<typeof createProxiedSite>>;

/** Returns a step of a report by its name. */
export function findStep({ steps }: Report, step: string, client: string | null = null): Step {
  const found = steps.find((one) => one.step === step && one.client === client);
  if (!found) throw new Error(`no step ${step} of ${client}`);
  return found;
}
