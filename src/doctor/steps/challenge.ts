import type { Answer } from '../probe.ts';
import { challengeParameter, isHtml, quote, summaryOf } from '../reading.ts';
import { failed, ok, type Verdict, warning } from '../report.ts';
import { explainForeign, explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';

/** The newest revision that every client of the table speaks. */
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

/** A first request without a token: the refusal tells where to get one (RFC 9728 5.1). The named address, or null. */
export async function challenge(walk: Walk): Promise<string | null> {
  const { pathname } = walk.target;
  const title = { client: null, step: 'challenge', what: `POST ${pathname} without a token asks for one` };
  const asked = { method: 'POST', headers: mcpHeaders, body: initialize };
  const answer = await walk.ask(title, pathname, asked, (answer) => judge(walk, answer));
  return answer && challengeParameter(answer.headers['www-authenticate'] ?? '', 'resource_metadata');
}

function judge({ origin, target }: Walk, answer: Answer): Verdict {
  const header = answer.headers['www-authenticate'];
  if (answer.status !== 401) return judgeOther(answer, origin, target.pathname);
  if (header === undefined)
    return failed(`${summaryOf(answer)}, no WWW-Authenticate`, {
      why: 'The refusal has no WWW-Authenticate header, by which clients find the authorization server: a proxy strips it, or refuses the request itself.',
      fix: 'Let the proxy pass WWW-Authenticate from Spedy to the client, and ask for no credentials of its own.',
    });
  const evidence = `HTTP 401, WWW-Authenticate: ${quote(header)}`;
  if (!/^bearer\b|,\s*bearer\b/i.test(header))
    return failed(evidence, {
      why: 'The refusal does not ask for a Bearer token: something in front of Spedy asks for credentials of its own.',
      fix: `Exempt ${target.pathname}, /.well-known/ and /api/ from the proxy's own sign-in.`,
    });
  const named = challengeParameter(header, 'resource_metadata');
  if (named === null)
    return failed(evidence, {
      why: 'The refusal does not say where the description of the resource is (resource_metadata).',
      fix: 'Let the proxy pass WWW-Authenticate as it came from Spedy.',
    });
  const foreign = explainForeign('The address of resource_metadata', named, origin);
  if (foreign) return failed(evidence, foreign);
  if (challengeParameter(header, 'scope') === null)
    return warning(evidence, {
      why: 'The refusal does not say which scopes to ask for; clients then ask for all that there are.',
      fix: 'Let the proxy pass WWW-Authenticate as it came from Spedy.',
    });
  return ok(evidence);
}

function judgeOther(answer: Answer, origin: URL, path: string): Verdict {
  const evidence = summaryOf(answer);
  if (answer.status >= 200 && answer.status < 300 && !isHtml(answer))
    return failed(evidence, {
      why: 'The server answered without a token, so clients never ask the member to sign in.',
      fix: 'Let the proxy add no Authorization header of its own.',
    });
  return failed(evidence, explainUnexpected(answer, origin, path));
}
