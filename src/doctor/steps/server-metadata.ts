import type { Examination } from '../examination.ts';
import type { ProbeResponse } from '../probe.ts';
import { isHtml, objectOf, quote, summaryOf, textOf, textsOf } from '../read-response.ts';
import { failed, ok, type Problem, type Title, type Verdict, warning } from '../report.ts';
import { explainForeign, explainUnexpected } from '../unexpected.ts';

/** The server metadata that clients use. Endpoints are paths on the examined origin. */
export type ServerMetadata = {
  readonly authorize: string;
  readonly token: string;
  /** Null without registration. */
  readonly register: string | null;
  /** Whether it accepts the URL of a document as a client id. */
  readonly acceptsDocuments: boolean;
  readonly sendsIssuer: boolean;
  /** The authentication methods of the token endpoint; empty if not listed. */
  readonly authMethods: readonly string[];
};

const path = '/.well-known/oauth-authorization-server';
const openIdPath = '/.well-known/openid-configuration';

/**
 * Reads the server metadata (RFC 8414) and checks what clients require. Returns null if no client can
 * continue.
 */
export async function serverMetadata(examination: Examination): Promise<ServerMetadata | null> {
  const title = {
    client: null,
    step: 'server-metadata',
    what: 'The authorization server publishes its metadata',
  };
  const response = await examination.request(title, path, {}, (response) =>
    judge(examination.origin, response),
  );
  await openIdConfiguration(examination);
  const body = response && objectOf(response);
  if (!body) return null;
  judgePkce(examination, textsOf(body.code_challenge_methods_supported));
  const acceptsDocuments = body.client_id_metadata_document_supported === true;
  const authMethods = textsOf(body.token_endpoint_auth_methods_supported);
  judgePublicClients(examination, authMethods, acceptsDocuments);
  const sendsIssuer = body.authorization_response_iss_parameter_supported === true;
  judgeIssuerParameter(examination, sendsIssuer);
  const register = textOf(body.registration_endpoint);
  return {
    authorize: pathOf(textOf(body.authorization_endpoint) ?? ''),
    token: pathOf(textOf(body.token_endpoint) ?? ''),
    register: register === null ? null : pathOf(register),
    acceptsDocuments,
    sendsIssuer,
    authMethods,
  };
}

function judge(origin: URL, response: ProbeResponse): Verdict {
  const evidence = `${path}: ${summaryOf(response)}`;
  const body = objectOf(response);
  if (response.status !== 200 || body === null)
    return failed(evidence, explainUnexpected(response, origin, path));
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
function missingFromMetadata(why: string): Problem {
  return { why, fix: `Configure the proxy to pass ${path} from Spedy unchanged.` };
}

function judgePkce(examination: Examination, methods: readonly string[]): void {
  const title = { client: null, step: 'pkce', what: 'The authorization server offers PKCE with S256' };
  const evidence = `code_challenge_methods_supported: ${quote(methods.join(', ') || 'none')}`;
  const problem = missingFromMetadata(
    'Clients reject an authorization server that does not offer S256 (MCP authorization, PKCE).',
  );
  examination.record(title, methods.includes('S256') ? ok(evidence) : failed(evidence, problem));
}

function judgePublicClients(
  examination: Examination,
  methods: readonly string[],
  acceptsDocuments: boolean,
): void {
  const title = {
    client: null,
    step: 'public-clients',
    what: 'The authorization server accepts clients without a secret',
  };
  const evidence = `token_endpoint_auth_methods_supported: ${quote(methods.join(', ') || 'none listed')}`;
  const problem = missingFromMetadata(
    acceptsDocuments
      ? 'Clients use a metadata document only if "none" is among the authentication methods.'
      : 'Clients on a computer have no secret, but "none" is not among the authentication methods.',
  );
  examination.record(title, methods.includes('none') ? ok(evidence) : warning(evidence, problem));
}

function judgeIssuerParameter(examination: Examination, sendsIssuer: boolean): void {
  const title = {
    client: null,
    step: 'issuer-parameter',
    what: 'Authorization responses contain iss (RFC 9207)',
  };
  const evidence = `authorization_response_iss_parameter_supported: ${sendsIssuer}`;
  const problem = missingFromMetadata(
    'Clients of several servers cannot tell which of them sent a response.',
  );
  examination.record(title, sendsIssuer ? ok(evidence) : warning(evidence, problem));
}

/** Some clients also request OpenID Connect metadata, and fail if the response is not JSON. */
async function openIdConfiguration(examination: Examination): Promise<void> {
  const title: Title = {
    client: null,
    step: 'openid-configuration',
    what: 'A request for OpenID Connect metadata returns JSON',
  };
  await examination.request(title, openIdPath, {}, (response) => {
    const evidence = `${openIdPath}: ${summaryOf(response)}`;
    if (objectOf(response) && !isHtml(response) && [200, 404].includes(response.status)) return ok(evidence);
    return warning(evidence, {
      why: 'Clients that first request OpenID Connect metadata expect JSON, or a 404 in JSON, and may give up.',
      fix: `Configure the reverse proxy to pass ${openIdPath} to Spedy unchanged.`,
    });
  });
}
