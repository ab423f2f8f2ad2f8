import { once } from 'node:events';
import { createServer } from 'node:http';
import { pageHeaders } from '../../src/http/security-headers.ts';
import type { Server } from '../../src/http/server.ts';

/** A path of no site: an empty page, to rest at between two tests. */
export const emptyPage = '/empty-page';
/** The site's own: from a page with others the browser would go on in a new process, and back in another. */
const emptyPageHeaders = { ...pageHeaders, 'content-type': 'text/html' };

let answering: Server | null = null;
let port: Promise<number> | undefined;

/**
 * The one port of this worker, open for as long as it runs. Sites answer there one after another: their origin stays
 * the same, so the browser keeps its process and the dashboard's files.
 */
export function openDoor(): Promise<number> {
  port ??= listen();
  return port;
}

/** Has a site answer from now on, in place of the one before. */
export async function letAnswer(server: Server): Promise<void> {
  await server.ready();
  answering = server;
}

async function listen(): Promise<number> {
  const listener = createServer((request, response) => {
    if (request.url === emptyPage) response.writeHead(200, emptyPageHeaders).end();
    else if (answering) answering.routing(request, response);
    else response.destroy();
  });
  listener.listen(0, '127.0.0.1').unref();
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen at');
  return address.port;
}
