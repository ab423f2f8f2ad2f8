import type { Answer } from '../probe.ts';
import { isObject, objectOf, quote, summaryOf, textOf } from '../reading.ts';
import { failed, ok, type Verdict } from '../report.ts';
import { errorOf, explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';
import { initialize, mcpHeaders, protocolVersion } from './challenge.ts';

/** Sends the first two requests of every client with the token. The token is never recorded. */
export async function session(walk: Walk, token: string): Promise<void> {
  const { pathname } = walk.target;
  const headers = { ...mcpHeaders, authorization: `Bearer ${token}` };
  const greeting = {
    client: null,
    step: 'initialize',
    what: 'The MCP server accepts the token',
  };
  const introduced = await walk.ask(
    greeting,
    pathname,
    { method: 'POST', headers, body: initialize },
    (answer) =>
      judge(walk, answer, (result) => {
        const info = isObject(result.serverInfo) ? result.serverInfo : {};
        return `${textOf(info.name) ?? 'a server'} ${textOf(info.version) ?? ''}, ${textOf(result.protocolVersion) ?? ''}`;
      }),
  );
  if (!introduced) return;
  const list = { client: null, step: 'tools', what: 'The MCP server lists its tools' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} });
  const asked = {
    method: 'POST',
    headers: { ...headers, 'mcp-protocol-version': protocolVersion },
    body,
  };
  await walk.ask(list, pathname, asked, (answer) =>
    judge(walk, answer, ({ tools }) => `${Array.isArray(tools) ? tools.length : 0} tools`),
  );
}

function judge(
  { origin, target }: Walk,
  answer: Answer,
  tell: (result: Readonly<Record<string, unknown>>) => string,
): Verdict {
  const result = objectOf(answer)?.result;
  const evidence = summaryOf(answer);
  if (answer.status === 200 && isObject(result)) return ok(`${evidence}: ${quote(tell(result))}`);
  if (answer.status !== 401 && answer.status !== 403)
    return failed(evidence, explainUnexpected(answer, origin, target.pathname));
  const { message } = errorOf(answer);
  return failed(evidence, {
    why: message === null ? 'The token was rejected.' : `The token was rejected: ${quote(message)}`,
    fix: 'Use a valid token of this organization, or check whether a proxy removes the Authorization header.',
  });
}
