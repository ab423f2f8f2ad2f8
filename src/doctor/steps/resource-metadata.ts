import type { Answer } from '../probe.ts';
import { objectOf, quote, summaryOf, textOf, textsOf } from '../reading.ts';
import { failed, ok, type Verdict } from '../report.ts';
import { explainForeign, explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';

/**
 * The description of the resource (RFC 9728), where the refusal says it is, and where clients look by themselves.
 * @param named by the refusal; null where it named none that can be asked
 */
export async function resourceMetadata(walk: Walk, named: string | null): Promise<void> {
  const { target } = walk;
  const path = `/.well-known/oauth-protected-resource${target.pathname === '/' ? '' : target.pathname}`;
  if (named !== null) {
    const { pathname, search } = new URL(named);
    const what = 'The description of the resource, where the refusal says it is';
    await fetchDescription(walk, 'resource-metadata', what, pathname + search);
  }
  const what = 'The same at the path that clients try by themselves';
  await fetchDescription(walk, 'resource-metadata-path', what, path);
}

function fetchDescription(walk: Walk, step: string, what: string, path: string): Promise<Answer | null> {
  return walk.ask({ client: null, step, what }, path, {}, (answer) => judge(walk, answer, path));
}

function judge({ origin, target }: Walk, answer: Answer, path: string): Verdict {
  const evidence = `${path}: ${summaryOf(answer)}`;
  const body = objectOf(answer);
  if (answer.status !== 200 || body === null)
    return failed(evidence, explainUnexpected(answer, origin, path));
  const resource = textOf(body.resource) ?? '';
  const foreign = explainForeign('The resource', resource, origin);
  if (foreign) return failed(evidence, foreign);
  if (withoutSlash(resource) !== withoutSlash(target.href))
    return failed(evidence, {
      why: `It describes ${quote(resource)}, not ${target.href}: clients refuse a description of another resource.`,
      fix: `Connect to ${quote(resource)}.`,
    });
  const servers = textsOf(body.authorization_servers);
  if (servers.length === 0)
    return failed(evidence, {
      why: 'It names no authorization server.',
      fix: `Let the proxy pass ${path} to Spedy as it came.`,
    });
  const elsewhere = explainForeign('The authorization server', servers[0] ?? '', origin);
  if (elsewhere) return failed(evidence, elsewhere);
  return ok(evidence);
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}
