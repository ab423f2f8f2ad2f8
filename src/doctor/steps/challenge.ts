import type { Examination } from '../examination.ts';
import type { ProbeResponse } from '../probe.ts';
import { challengeParameter, isHtml, quote, summaryOf } from '../read-response.ts';
import { failed, ok, type Verdict, warning } from '../report.ts';
import { explainForeign, explainUnexpected } from '../unexpected.ts';

/** The newest revision that all listed clients support. */
export const protocolVersion = '2025-11-25';
export const mcpHeaders = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};
export const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: 'spedy-doctor', version: '1' },
  },
});

/**
 * Sends a first request without a token; the 401 names the resource metadata (RFC 9728 5.1). Returns the
 * named URL, or null.
 */
export async function challenge(examination: Examination): Promise<string | null> {
  const { pathname } = examination.target;
  const title = {
    client: null,
    step: 'challenge',
    what: `POST ${pathname} without a token returns a challenge`,
  };
  const request = { method: 'POST', headers: mcpHeaders, body: initialize };
  const response = await examination.request(title, pathname, request, (response) =>
    judge(examination, response),
  );
  return response && challengeParameter(response.headers['www-authenticate'] ?? '', 'resource_metadata');
}

function judge({ origin, target }: Examination, response: ProbeResponse): Verdict {
  const header = response.headers['www-authenticate'];
  if (response.status !== 401) return judgeOther(response, origin, target.pathname);
  if (header === undefined)
    return failed(`${summaryOf(response)}, no WWW-Authenticate`, {
      why: 'The 401 has no WWW-Authenticate header, which clients need to find the authorization server: a proxy removes it, or rejects the request itself.',
      fix: 'Configure the proxy to pass WWW-Authenticate from Spedy to the client and not to ask for its own credentials.',
    });
  const evidence = `HTTP 401, WWW-Authenticate: ${quote(header)}`;
  if (!/^bearer\b|,\s*bearer\b/i.test(header))
    return failed(evidence, {
      why: 'The 401 does not ask for a Bearer token: something in front of Spedy asks for its own credentials.',
      fix: `Exempt ${target.pathname}, /.well-known/ and /api/ from the proxy's own sign-in.`,
    });
  const named = challengeParameter(header, 'resource_metadata');
  if (named === null)
    return failed(evidence, {
      why: 'The 401 does not contain resource_metadata, the URL of the resource metadata.',
      fix: 'Configure the proxy to pass WWW-Authenticate from Spedy unchanged.',
    });
  const foreign = explainForeign('The URL in resource_metadata', named, origin);
  if (foreign) return failed(evidence, foreign);
  if (challengeParameter(header, 'scope') === null)
    return warning(evidence, {
      why: 'The 401 does not say which scopes to request, so clients request all of them.',
      fix: 'Configure the proxy to pass WWW-Authenticate from Spedy unchanged.',
    });
  return ok(evidence);
}

function judgeOther(response: ProbeResponse, origin: URL, path: string): Verdict {
  const evidence = summaryOf(response);
  if (response.status >= 200 && response.status < 300 && !isHtml(response))
    return failed(evidence, {
      why: 'The server accepted a request without a token, so clients never ask the member to sign in.',
      fix: 'Configure the proxy not to add an Authorization header.',
    });
  return failed(evidence, explainUnexpected(response, origin, path));
}
