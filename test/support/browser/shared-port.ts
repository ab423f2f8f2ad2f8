import { once } from 'node:events';
import { createServer } from 'node:http';
import { pageHeaders } from '../../../src/http/arrival/security-headers.ts';
import type { Server } from '../../../src/http/server.ts';

/** The path of an empty page that belongs to no site, for the browser between two tests. */
export const emptyPage = '/empty-page';
/** The site's own headers. With different ones, the browser would start a new process at each change. */
const emptyPageHeaders = { ...pageHeaders, 'content-type': 'text/html' };

let answering: Server | null = null;
let port: Promise<number> | undefined;

/**
 * Opens the one port of this worker. Its sites use the port one after another: their origin stays the same, so the
 * browser keeps its process and the dashboard's files.
 */
export function openSharedPort(): Promise<number> {
  port ??= listen();
  return port;
}

/** Replaces the site that answers at the port. */
export async function serveAtSharedPort(server: Server): Promise<void> {
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
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return address.port;
}
