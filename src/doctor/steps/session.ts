import type { Examination } from '../examination.ts';
import type { ProbeResponse } from '../probe.ts';
import { isObject, objectOf, quote, summaryOf, textOf } from '../read-response.ts';
import { failed, ok, type Verdict } from '../report.ts';
import { errorOf, explainUnexpected } from '../unexpected.ts';
import { initialize, mcpHeaders, protocolVersion } from './challenge.ts';

/** Sends the first two requests of every client with the token. The token is never recorded. */
export async function session(examination: Examination, token: string): Promise<void> {
  const { pathname } = examination.target;
  const headers = { ...mcpHeaders, authorization: `Bearer ${token}` };
  const greeting = {
    client: null,
    step: 'initialize',
    what: 'The MCP server accepts the token',
  };
  const introduced = await examination.request(
    greeting,
    pathname,
    { method: 'POST', headers, body: initialize },
    (response) =>
      judge(examination, response, (result) => {
        const info = isObject(result.serverInfo) ? result.serverInfo : {};
        return `${textOf(info.name) ?? 'a server'} ${textOf(info.version) ?? ''}, ${textOf(result.protocolVersion) ?? ''}`;
      }),
  );
  if (!introduced) return;
  const list = { client: null, step: 'tools', what: 'The MCP server lists its tools' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} });
  const request = {
    method: 'POST',
    headers: { ...headers, 'mcp-protocol-version': protocolVersion },
    body,
  };
  await examination.request(list, pathname, request, (response) =>
    judge(examination, response, ({ tools }) => `${Array.isArray(tools) ? tools.length : 0} tools`),
  );
}

function judge(
  { origin, target }: Examination,
  response: ProbeResponse,
  tell: (result: Readonly<Record<string, unknown>>) => string,
): Verdict {
  const result = objectOf(response)?.result;
  const evidence = summaryOf(response);
  if (response.status === 200 && isObject(result)) return ok(`${evidence}: ${quote(tell(result))}`);
  if (response.status !== 401 && response.status !== 403)
    return failed(evidence, explainUnexpected(response, origin, target.pathname));
  const { message } = errorOf(response);
  return failed(evidence, {
    why: message === null ? 'The token was rejected.' : `The token was rejected: ${quote(message)}`,
    fix: 'Use a valid token of this organization, or check whether a proxy removes the Authorization header.',
  });
}
