import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from './loopback.ts';

/** A request as the service received it. */
type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Starts a service that returns each request as JSON and records it. */
export async function startEchoService() {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const arrived = { method, path: url, headers, body: await text(request) };
    received.push(arrived);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(arrived));
  });
  return { ...(await listenOnLoopback(server)), received };
}
