import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { listenOnLoopback } from '../servers/loopback.ts';
import type { Site } from '../site.ts';
import { authorizePath, pkce, type RegisteredClient, registerClient } from './oauth.ts';

/** Starts a program that waits for a redirect on loopback, as native clients do (RFC 8252 7.3). */
export async function startClientApp() {
  const redirects: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://client');
    if (pathname === '/callback') redirects.push(Object.fromEntries(searchParams));
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      '<!doctype html><title>Client</title><link rel="icon" href="data:,"><h1>Back in the client</h1>',
    );
  });
  const { port, close } = await listenOnLoopback(server);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    redirectUri: `${origin}/callback`,
    /** The parameters of each redirect, in order. */
    redirects,
    close,
  };
}
export type ClientApp = Awaited<ReturnType<typeof startClientApp>>;

type RequestOptions = {
  readonly name?: string;
  readonly redirectUri: string;
  readonly state?: string;
  readonly scope?: string;
  readonly resource?: string;
};
export type AuthorizationRequest = {
  readonly client: RegisteredClient;
  readonly verifier: string;
  readonly path: string;
};

/** Creates an authorization request of a new public client. */
export async function newAuthorizationRequest(
  site: Site,
  { name, redirectUri, state, scope, resource }: RequestOptions,
): Promise<AuthorizationRequest> {
  const client = await registerClient(site, {
    redirect_uris: [redirectUri],
    ...(name === undefined ? {} : { client_name: name }),
  });
  const { verifier, challenge } = pkce();
  const path = authorizePath({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    code_challenge: challenge,
    state: state ?? 'a state',
    scope: scope ?? null,
    resource: resource ?? null,
  });
  return { client, verifier, path };
}

/** Waits for the consent page of any client. */
export async function waitForConsent(page: Page): Promise<void> {
  await page.getByRole('heading', { name: /wants to access your account at acme-corp$/, level: 1 }).waitFor();
}
