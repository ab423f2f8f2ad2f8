import type { McpClient } from '../clients/list.ts';
import type { Answer } from '../probe.ts';
import { isHtml, isRedirect, objectOf, quote, summaryOf, textOf, textsOf, withoutQuery } from '../reading.ts';
import { failed, ok, skipped, type Verdict, warning } from '../report.ts';
import { errorOf, explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';
import { authorizationRequest } from './authorization-request.ts';
import type { ServerMetadata } from './server-metadata.ts';

const openRegistration =
  'Allow applications to register: Settings > Organization > Policy, or registration "open" in the organization\'s policy.';

/**
 * Simulates one client, from its client id to the member's sign-in. `server` is null if its metadata could
 * not be read.
 * @returns the sign-in URL that the member's browser is sent to, or null
 */
export async function walkAs(
  client: McpClient,
  walk: Walk,
  server: ServerMetadata | null,
): Promise<string | null> {
  const { name } = client;
  if (!server) {
    const title = { client: name, step: 'register', what: 'The client can register' };
    walk.note(title, skipped("The authorization server's metadata could not be read."));
    return null;
  }
  if (!judgeIdentity(client, walk, server) || server.register === null) return null;
  const clientId = await register(client, walk, server.register);
  if (clientId === null) return null;
  let signIn: string | null = null;
  for (const redirect of client.answeredAt)
    signIn = (await authorize(client, walk, server.authorize, clientId, redirect)) ?? signIn;
  return signIn;
}

/** Checks how the client gets a client id. Returns false if it cannot. */
function judgeIdentity(
  { name, published, needsIssuerParameter }: McpClient,
  walk: Walk,
  server: ServerMetadata,
) {
  const title = { client: name, step: 'identity', what: 'The client can get a client ID' };
  const ways = [
    ...(published && server.takesDocuments ? [`with its metadata document (as of ${published.read})`] : []),
    ...(server.register === null ? [] : ['with registration (RFC 7591)']),
  ];
  if (ways.length === 0) {
    const why = published
      ? 'The server supports neither registration nor metadata documents.'
      : `The server does not allow registration, which ${name} needs.`;
    walk.note(title, failed(null, { why, fix: openRegistration }));
    return false;
  }
  const methods = published?.document.token_endpoint_auth_methods_supported ?? [
    published?.document.token_endpoint_auth_method ?? 'none',
  ];
  if (server.authMethods.length > 0 && !methods.some((method) => server.authMethods.includes(method))) {
    const why = `${name} authenticates with ${methods.join(' or ')}, but the server offers ${quote(server.authMethods.join(', '))}.`;
    walk.note(
      title,
      failed(ways.join(', '), { why, fix: 'Configure the proxy to pass the metadata from Spedy unchanged.' }),
    );
    return false;
  }
  if (needsIssuerParameter && !server.namesItself)
    walk.note(
      title,
      warning(ways.join(', '), {
        why: `Without iss in responses (RFC 9207), ${name} uses a different redirect URI for each connection, which is not tested here.`,
        fix: 'Configure the proxy to pass the metadata from Spedy unchanged.',
      }),
    );
  else walk.note(title, ok(ways.join(', ')));
  return true;
}

/** Sends a real registration, which Spedy does not store. Returns the client id, or null. */
async function register({ name, registers }: McpClient, walk: Walk, path: string): Promise<string | null> {
  const { redirect_uris: redirectUris } = registers;
  const count = redirectUris.length === 1 ? 'its redirect URI' : `its ${redirectUris.length} redirect URIs`;
  const title = { client: name, step: 'register', what: `The client registers with ${count}` };
  const body = JSON.stringify({
    client_name: `${name} (connection doctor)`,
    ...registers,
  });
  const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const answer = await walk.ask(title, path, asked, (answer) =>
    judgeRegistration(walk, answer, path, redirectUris),
  );
  return answer && textOf(objectOf(answer)?.client_id);
}

function judgeRegistration(
  walk: Walk,
  answer: Answer,
  path: string,
  redirectUris: readonly string[],
): Verdict {
  const body = objectOf(answer);
  const { code, message } = errorOf(answer);
  const evidence = `${path}: ${summaryOf(answer)}${code === null ? '' : `, ${quote(code)}`}`;
  if (answer.status === 429)
    return warning(evidence, {
      why: 'This address sent too many registrations within a minute. The remaining steps were not tested.',
      fix: 'Wait a minute and try again. Behind a proxy, set SPEDY_TRUST_PROXY; otherwise all clients share one limit.',
    });
  if ((answer.status === 401 || answer.status === 403) && body)
    return failed(evidence, {
      why:
        message === null
          ? 'The server does not allow this registration.'
          : `The server says: ${quote(message)}`,
      fix: openRegistration,
    });
  if (answer.status !== 201 || !body || textOf(body.client_id) === null)
    return failed(evidence, explainUnexpected(answer, walk.origin, path));
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
  walk: Walk,
  path: string,
  clientId: string,
  redirectUri: string,
): Promise<string | null> {
  const title = { client: name, step: 'authorize', what: `A member is asked to sign in for ${redirectUri}` };
  const headers = { accept: 'text/html,application/xhtml+xml' };
  const asked = authorizationRequest(walk, path, clientId, redirectUri);
  const answer = await walk.ask(title, asked, { headers }, (answer) =>
    judgeAuthorization(walk, answer, path, redirectUri),
  );
  return answer?.headers.location ?? null;
}

function judgeAuthorization({ origin }: Walk, answer: Answer, path: string, redirectUri: string): Verdict {
  const { location } = answer.headers;
  if (!isRedirect(answer) || location === undefined || !URL.canParse(location, origin.href)) {
    const evidence = `${path}: ${summaryOf(answer)}`;
    if (answer.status === 200 && isHtml(answer)) return ok(evidence);
    if (answer.status === 400)
      return failed(evidence, {
        why: 'The server does not accept the client that it has just registered, or its redirect URI.',
        fix: 'Use the same database and SPEDY_SECRET_KEY for all servers behind this address, and configure the proxy to pass the query unchanged.',
      });
    return failed(evidence, explainUnexpected(answer, origin, path));
  }
  const next = new URL(location, origin);
  const evidence = `HTTP ${answer.status} to ${withoutQuery(location)}`;
  const error = next.searchParams.get('error');
  if (error !== null && location.startsWith(redirectUri.replace(/[?#].*$/, '')))
    return failed(evidence, {
      why: `The server rejects the request: ${quote(error)}, ${quote(next.searchParams.get('error_description') ?? 'without a reason')}.`,
      fix: 'Configure the proxy to pass the query unchanged, and use the address in the resource metadata.',
    });
  if (next.origin === origin.origin) return ok(evidence);
  return failed(evidence, explainUnexpected(answer, origin, path));
}
