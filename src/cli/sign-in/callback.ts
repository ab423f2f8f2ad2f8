import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CommandFailure } from '../failure.ts';
import { callbackPath, loopbackAddress } from './oauth-client.ts';

/** How long the browser may take, in milliseconds: as long as the server keeps an authorization request. */
const patience = 600_000;

/** Where the browser arrives after the sign-in (RFC 8252 7.3). */
export type Callback = {
  readonly redirectUri: string;
  /**
   * Waits for the answer to the request with this state, and shows the outcome of `handle` in the browser. Answers with
   * another state are other pages' and do not count.
   * @param handle gets the address that the browser was sent to
   */
  readonly receive: <Result>(state: string, handle: (address: URL) => Promise<Result>) => Promise<Result>;
  readonly close: () => void;
};

/** Listens on a free port of this machine. @throws CommandFailure if it cannot */
export async function listenForCallback(): Promise<Callback> {
  const server = createServer();
  const port = await listen(server);
  const host = `${loopbackAddress}:${port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    redirectUri: `http://${host}${callbackPath}`,
    close,
    receive: (state, handle) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () =>
            reject(
              new CommandFailure(
                'nobody signed in within 10 minutes; nothing was stored. Run spedy login again',
              ),
            ),
          patience,
        );
        let taken = false;
        server.on('request', (request: IncomingMessage, response: ServerResponse) => {
          const address = URL.parse(`http://${host}${request.url ?? '/'}`);
          const isAnswer =
            // Another name for this address is a page of another site that was rebound to it.
            request.headers.host === host && request.method === 'GET' && address?.pathname === callbackPath;
          if (!isAnswer)
            return show(response, 404, 'Not found', 'This address only takes the answer of a sign-in.');
          if (address.searchParams.get('state') !== state || taken)
            return show(
              response,
              400,
              'Another sign-in',
              'This answer does not belong to the sign-in in your terminal.',
            );
          taken = true;
          clearTimeout(timer);
          handle(address).then(
            (result) => {
              show(
                response,
                200,
                'You are signed in',
                'You can close this page and return to your terminal.',
              );
              response.once('close', () => resolve(result));
            },
            (error: unknown) => {
              show(response, 400, 'Not signed in', 'Your terminal says why. You can close this page.');
              response.once('close', () => reject(error));
            },
          );
        });
      }),
  };
}

async function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', () =>
      reject(new CommandFailure('cannot listen on this machine for the browser: use spedy login --device')),
    );
    server.listen(0, loopbackAddress, () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
    });
  });
}

/** The page has no scripts and no links, and is not kept: its address contains the answer. */
function show(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:20vh auto;padding:0 1rem}</style><h1>${title}</h1><p>${text}</p></html>`,
  );
}
