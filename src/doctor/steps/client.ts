import type { McpClient } from '../clients/list.ts';
import type { Examination } from '../examination.ts';
import type { ProbeResponse } from '../probe.ts';
import {
  isHtml,
  isRedirect,
  objectOf,
  quote,
  summaryOf,
  textOf,
  textsOf,
  withoutQuery,
} from '../read-response.ts';
import { failed, ok, skipped, type Verdict, warning } from '../report.ts';
import { errorOf, explainUnexpected } from '../unexpected.ts';
import { authorizationRequest } from './authorization-request.ts';
import type { ServerMetadata } from './server-metadata.ts';

const openRegistration =
  'Allow applications to register: Settings > Organization > Policy, or registration "open" in the organization\'s policy.';

/**
 * Simulates one client, from its client ID to the member's sign-in. `server` is null if its metadata could
 * not be read.
 * @returns the sign-in URL that the member's browser is sent to, or null
 */
export async function simulateClient(
  client: McpClient,
  examination: Examination,
  server: ServerMetadata | null,
): Promise<string | null> {
  const { name } = client;
  if (!server) {
    const title = { client: name, step: 'register', what: 'The client can register' };
    examination.record(title, skipped("The authorization server's metadata could not be read."));
    return null;
  }
  if (!judgeIdentity(client, examination, server) || server.register === null) return null;
  const clientId = await register(client, examination, server.register);
  if (clientId === null) return null;
  let signIn: string | null = null;
  for (const redirect of client.redirectUris)
    signIn = (await authorize(client, examination, server.authorize, clientId, redirect)) ?? signIn;
  return signIn;
}

/** Checks how the client gets a client id. Returns false if it cannot. */
function judgeIdentity(
  { name, published, needsIssuerParameter }: McpClient,
  examination: Examination,
  server: ServerMetadata,
) {
  const title = { client: name, step: 'identity', what: 'The client can get a client ID' };
  const ways = [
    ...(published && server.acceptsDocuments ? [`with its metadata document (as of ${published.read})`] : []),
    ...(server.register === null ? [] : ['with registration (RFC 7591)']),
  ];
  if (ways.length === 0) {
    const why = published
      ? 'The server supports neither registration nor metadata documents.'
      : `The server does not allow registration, which ${name} needs.`;
    examination.record(title, failed(null, { why, fix: openRegistration }));
    return false;
  }
  const methods = published?.document.token_endpoint_auth_methods_supported ?? [
    published?.document.token_endpoint_auth_method ?? 'none',
  ];
  if (server.authMethods.length > 0 && !methods.some((method) => server.authMethods.includes(method))) {
    const why = `${name} authenticates with ${methods.join(' or ')}, but the server offers ${quote(server.authMethods.join(', '))}.`;
    examination.record(
      title,
      failed(ways.join(', '), { why, fix: 'Configure the proxy to pass the metadata from Spedy unchanged.' }),
    );
    return false;
  }
  if (needsIssuerParameter && !server.sendsIssuer)
    examination.record(
      title,
      warning(ways.join(', '), {
        why: `Without iss in responses (RFC 9207), ${name} uses a different redirect URI for each connection, which is not tested here.`,
        fix: 'Configure the proxy to pass the metadata from Spedy unchanged.',
      }),
    );
  else examination.record(title, ok(ways.join(', ')));
  return true;
}

/** Sends a real registration, which Spedy does not store. Returns the client ID, or null. */
async function register(
  { name, registration }: McpClient,
  examination: Examination,
  path: string,
): Promise<string | null> {
  const { redirect_uris: redirectUris } = registration;
  const count = redirectUris.length === 1 ? 'its redirect URI' : `its ${redirectUris.length} redirect URIs`;
  const title = { client: name, step: 'register', what: `The client registers with ${count}` };
  const body = JSON.stringify({
    client_name: `${name} (connection doctor)`,
    ...registration,
  });
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const response = await examination.request(title, path, request, (response) =>
    judgeRegistration(examination, response, path, redirectUris),
  );
  return response && textOf(objectOf(response)?.client_id);
}

function judgeRegistration(
  examination: Examination,
  response: ProbeResponse,
  path: string,
  redirectUris: readonly string[],
): Verdict {
  const body = objectOf(response);
  const { code, message } = errorOf(response);
  const evidence = `${path}: ${summaryOf(response)}${code === null ? '' : `, ${quote(code)}`}`;
  if (response.status === 429)
    return warning(evidence, {
      why: 'This address sent too many registrations within a minute. The remaining steps were not tested.',
      fix: 'Wait a minute and try again. Behind a proxy, set SPEDY_TRUST_PROXY; otherwise all clients share one limit.',
    });
  if ((response.status === 401 || response.status === 403) && body)
    return failed(evidence, {
      why:
        message === null
          ? 'The server does not allow this registration.'
          : `The server says: ${quote(message)}`,
      fix: openRegistration,
    });
  if (response.status !== 201 || !body || textOf(body.client_id) === null)
    return failed(evidence, explainUnexpected(response, examination.origin, path));
  const kept = textsOf(body.redirect_uris);
  const lost = redirectUris.filter((uri) => !kept.includes(uri));
  if (lost.length > 0)
    return failed(evidence, {
      why: `The registration lost ${lost.map(quote).join(', ')}.`,
      fix: 'Configure the proxy to pass the request and its response unchanged.',
    });
  return ok(evidence);
}

/**
 * The member's browser must be sent to sign in, not back to the client with an error (RFC 6749 4.1.1, RFC
 * 7636).
 */
async function authorize(
  { name }: McpClient,
  examination: Examination,
  path: string,
  clientId: string,
  redirectUri: string,
): Promise<string | null> {
  const title = { client: name, step: 'authorize', what: `A member is asked to sign in for ${redirectUri}` };
  const headers = { accept: 'text/html,application/xhtml+xml' };
  const request = authorizationRequest(examination, path, clientId, redirectUri);
  const response = await examination.request(title, request, { headers }, (response) =>
    judgeAuthorization(examination, response, path, redirectUri),
  );
  return response?.headers.location ?? null;
}

function judgeAuthorization(
  { origin }: Examination,
  response: ProbeResponse,
  path: string,
  redirectUri: string,
): Verdict {
  const { location } = response.headers;
  if (!isRedirect(response) || location === undefined || !URL.canParse(location, origin.href)) {
    const evidence = `${path}: ${summaryOf(response)}`;
    if (response.status === 200 && isHtml(response)) return ok(evidence);
    if (response.status === 400)
      return failed(evidence, {
        why: 'The server does not accept the client that it has just registered, or its redirect URI.',
        fix: 'Use the same database and SPEDY_SECRET_KEY for all servers behind this address, and configure the proxy to pass the query unchanged.',
      });
    return failed(evidence, explainUnexpected(response, origin, path));
  }
  const next = new URL(location, origin);
  const evidence = `HTTP ${response.status} to ${withoutQuery(location)}`;
  const error = next.searchParams.get('error');
  if (error !== null && location.startsWith(redirectUri.replace(/[?#].*$/, '')))
    return failed(evidence, {
      why: `The server rejects the request: ${quote(error)}, ${quote(next.searchParams.get('error_description') ?? 'without a reason')}.`,
      fix: 'Configure the proxy to pass the query unchanged, and use the address in the resource metadata.',
    });
  if (next.origin === origin.origin) return ok(evidence);
  return failed(evidence, explainUnexpected(response, origin, path));
}
