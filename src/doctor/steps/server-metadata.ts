import type { Answer } from '../probe.ts';
import { isHtml, objectOf, quote, summaryOf, textOf, textsOf } from '../reading.ts';
import { failed, ok, type Problem, type Title, type Verdict, warning } from '../report.ts';
import { explainForeign, explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';

/** What the authorization server says of itself, as far as clients go by it. Endpoints are paths of the origin. */
export type ServerMetadata = {
  readonly authorize: string;
  readonly token: string;
  /** Null: it registers nobody. */
  readonly register: string | null;
  /** It takes the address of a document for a client id. */
  readonly takesDocuments: boolean;
  readonly namesItself: boolean;
  /** How clients may authenticate at the token endpoint; empty where it does not say. */
  readonly authMethods: readonly string[];
};

const path = '/.well-known/oauth-authorization-server';
const openIdPath = '/.well-known/openid-configuration';

/** The authorization server's metadata (RFC 8414), with what clients demand of it. Null: no client gets further. */
export async function serverMetadata(walk: Walk): Promise<ServerMetadata | null> {
  const title = { client: null, step: 'server-metadata', what: 'The authorization server describes itself' };
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
      why: `The issuer is ${quote(issuer)}, and not exactly ${origin.origin} (RFC 8414 3.3).`,
      fix: 'Let the proxy pass the document as it came from Spedy.',
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

/** What is wrong with a document that lacks something which Spedy puts there. */
function lacking(why: string): Problem {
  return { why, fix: `Let the proxy pass ${path} as it came from Spedy.` };
}

function judgeProof(walk: Walk, methods: readonly string[]): void {
  const title = { client: null, step: 'pkce', what: 'It offers PKCE with S256' };
  const evidence = `code_challenge_methods_supported: ${quote(methods.join(', ') || 'none')}`;
  const problem = lacking(
    'Clients refuse an authorization server that does not offer S256 (MCP authorization, PKCE).',
  );
  walk.note(title, methods.includes('S256') ? ok(evidence) : failed(evidence, problem));
}

function judgePublicClients(walk: Walk, methods: readonly string[], takesDocuments: boolean): void {
  const title = { client: null, step: 'public-clients', what: 'It takes clients without a secret' };
  const evidence = `token_endpoint_auth_methods_supported: ${quote(methods.join(', ') || 'none listed')}`;
  const problem = lacking(
    takesDocuments
      ? 'Clients choose a metadata document only where none is among the authentication methods.'
      : 'Clients on a computer keep no secret, and none is not among the authentication methods.',
  );
  walk.note(title, methods.includes('none') ? ok(evidence) : warning(evidence, problem));
}

function judgeIssuerParameter(walk: Walk, namesItself: boolean): void {
  const title = { client: null, step: 'issuer-parameter', what: 'Its answers name it (iss, RFC 9207)' };
  const evidence = `authorization_response_iss_parameter_supported: ${namesItself}`;
  const problem = lacking('Clients of several servers cannot tell by an answer which of them it comes from.');
  walk.note(title, namesItself ? ok(evidence) : warning(evidence, problem));
}

/** Some clients look for OpenID Connect as well, and stumble over what is not JSON. */
async function openIdConfiguration(walk: Walk): Promise<void> {
  const title: Title = {
    client: null,
    step: 'openid-configuration',
    what: 'A look for OpenID Connect is answered in JSON',
  };
  await walk.ask(title, openIdPath, {}, (answer) => {
    const evidence = `${openIdPath}: ${summaryOf(answer)}`;
    if (objectOf(answer) && !isHtml(answer) && [200, 404].includes(answer.status)) return ok(evidence);
    return warning(evidence, {
      why: 'Clients that look for OpenID Connect first wait for JSON, or for 404 in JSON, and may give up.',
      fix: `Let the reverse proxy pass ${openIdPath} to Spedy as it came.`,
    });
  });
}
