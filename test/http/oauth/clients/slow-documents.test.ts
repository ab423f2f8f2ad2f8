import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentHost, openDocumentHost } from '../../../support/oauth/document-host.ts';
import { authorizePath, pkce } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('metadata documents of a slow server', () => {
  let acme: Acme;
  let cookie: string;
  let host: DocumentHost;
  let held = 0;
  beforeAll(async () => {
    acme = await createAcme({ allowLoopbackClientMetadata: true });
    cookie = await acme.signIn(acme.teamMember);
    host = await openDocumentHost('http', ({ url = '', headers }, response) => {
      if (url.startsWith('/slow')) {
        held += 1;
        return;
      }
      const document = {
        client_id: `http://${headers.host}${url}`,
        client_name: 'Quick',
        redirect_uris: ['https://app.example.com/callback'],
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
  });
  afterAll(() => acme.close());
  const authorize = (hostname: string, path: string, address: string) =>
    acme.send(
      'GET',
      authorizePath({
        client_id: `http://${hostname}:${host.port}${path}`,
        code_challenge: pkce().challenge,
      }),
      {
        cookie,
        address,
      },
    );

  it('do not delay other clients, and cause an error when the connection closes', async () => {
    const slow = Array.from({ length: 24 }, (_, n) => authorize('127.0.0.1', `/slow/${n}`, `192.0.2.${n}`));
    await expect.poll(() => held).toBeGreaterThan(3);
    for (let n = 0; n < 3; n += 1) {
      const answer = await authorize('localhost', `/quick/${n}`, `203.0.113.${n}`);
      expect(answer.status, answer.text).toBe(303);
    }
    expect(held).toBe(4);
    await host.close();
    for (const answer of await Promise.all(slow)) {
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('could not be reached');
    }
  });
});
