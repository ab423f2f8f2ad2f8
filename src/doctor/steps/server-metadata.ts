import type { Answer } from '../probe.ts';
import { isHtml, objectOf, quote, summaryOf, textOf, textsOf } from '../reading.ts';
import { failed, ok, type Problem, type Title, type Verdict, warning } from '../report.ts';
import { explainForeign, explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';

/** The server metadata that clients use. Endpoints are paths on the examined origin. */
export type ServerMetadata = {
  readonly authorize: string;
  readonly token: string;
  /** Null without registration. */
  readonly register: string | null;
  /** Whether it accepts the URL of a document as a client id. */
  readonly takesDocuments: boolean;
  readonly namesItself: boolean;
  /** The authentication methods of the token endpoint; empty if not listed. */
  readonly authMethods: readonly string[];
};

const path = '/.well-known/oauth-authorization-server';
const openIdPath = '/.well-known/openid-configuration';

/**
 * Reads the server metadata (RFC 8414) and checks what clients require. Returns null if no client can
 * continue.
 */
export async function serverMetadata(walk: Walk): Promise<ServerMetadata | null> {
  const title = {
    client: null,
    step: 'server-metadata',
    what: 'The authorization server publishes its metadata',
  };
  const answer = await walk.ask(title, path, {}, (answer) => judge(walk.origin, answer));
  await openIdConfiguration(walk);
  const body = answer && objectOf(answer);
  if (!body) return null;
  judgeProof(walk, textsOf(body.code_challenge_methods_supported));
  const takesDocuments = body.client_id_metadata_document_supported === true;
  const authMethods = textsOf(body.token_endpoint_auth_methods_supported);
  judgePublicClients(walk, authMethods, takesDocuments);
  const namesItself = body.authorization_response_iss_parameter_supported === true;
  judgeIssuerParameter(walk, namesItself);
  const register = textOf(body.registration_endpoint);
  return {
    authorize: pathOf(textOf(body.authorization_endpoint) ?? ''),
    token: pathOf(textOf(body.token_endpoint) ?? ''),
    register: register === null ? null : pathOf(register),
    takesDocuments,
    namesItself,
    authMethods,
  };
}

function judge(origin: URL, answer: Answer): Verdict {
  const evidence = `${path}: ${summaryOf(answer)}`;
  const body = objectOf(answer);
  if (answer.status !== 200 || body === null)
    return failed(evidence, explainUnexpected(answer, origin, path));
  const issuer = textOf(body.issuer) ?? '';
  const foreign = explainForeign('The issuer', issuer, origin);
  if (foreign) return failed(evidence, foreign);
  if (issuer !== origin.origin)
    return failed(evidence, {
      why: `The issuer is ${quote(issuer)} instead of exactly ${origin.origin} (RFC 8414 3.3).`,
      fix: 'Configure the proxy to pass the document from Spedy unchanged.',
    });
  const endpoints = { authorization_endpoint: true, token_endpoint: true, registration_endpoint: false };
  for (const [name, isRequired] of Object.entries(endpoints)) {
    const named = textOf(body[name]);
    if (named === null && !isRequired) continue;
    const elsewhere = explainForeign(`The ${name}`, named ?? '', origin);
    if (elsewhere) return failed(evidence, elsewhere);
  }
  return ok(`${evidence}, issuer ${quote(issuer)}`);
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}

/** The problem of a document without something that Spedy includes. */
function lacking(why: string): Problem {
  return { why, fix: `Configure the proxy to pass ${path} from Spedy unchanged.` };
}

function judgeProof(walk: Walk, methods: readonly string[]): void {
  const title = { client: null, step: 'pkce', what: 'The authorization server offers PKCE with S256' };
  const evidence = `code_challenge_methods_supported: ${quote(methods.join(', ') || 'none')}`;
  const problem = lacking(
    'Clients reject an authorization server that does not offer S256 (MCP authorization, PKCE).',
  );
  walk.note(title, methods.includes('S256') ? ok(evidence) : failed(evidence, problem));
}

function judgePublicClients(walk: Walk, methods: readonly string[], takesDocuments: boolean): void {
  const title = {
    client: null,
    step: 'public-clients',
    what: 'The authorization server accepts clients without a secret',
  };
  const evidence = `token_endpoint_auth_methods_supported: ${quote(methods.join(', ') || 'none listed')}`;
  const problem = lacking(
    takesDocuments
      ? 'Clients use a metadata document only if "none" is among the authentication methods.'
      : 'Clients on a computer have no secret, but "none" is not among the authentication methods.',
  );
  walk.note(title, methods.includes('none') ? ok(evidence) : warning(evidence, problem));
}

function judgeIssuerParameter(walk: Walk, namesItself: boolean): void {
  const title = {
    client: null,
    step: 'issuer-parameter',
    what: 'Authorization responses contain iss (RFC 9207)',
  };
  const evidence = `authorization_response_iss_parameter_supported: ${namesItself}`;
  const problem = lacking('Clients of several servers cannot tell which of them sent a response.');
  walk.note(title, namesItself ? ok(evidence) : warning(evidence, problem));
}

/** Some clients also request OpenID Connect metadata, and fail if the response is not JSON. */
async function openIdConfiguration(walk: Walk): Promise<void> {
  const title: Title = {
    client: null,
    step: 'openid-configuration',
    what: 'A request for OpenID Connect metadata returns JSON',
  };
  await walk.ask(title, openIdPath, {}, (answer) => {
    const evidence = `${openIdPath}: ${summaryOf(answer)}`;
    if (objectOf(answer) && !isHtml(answer) && [200, 404].includes(answer.status)) return ok(evidence);
    return warning(evidence, {
      why: 'Clients that first request OpenID Connect metadata expect JSON, or a 404 in JSON, and may give up.',
      fix: `Configure the reverse proxy to pass ${openIdPath} to Spedy unchanged.`,
    });
  });
}
