import type { Examination } from '../examination.ts';
import type { ProbeResponse } from '../probe.ts';
import { objectOf, quote, summaryOf, textOf, textsOf } from '../read-response.ts';
import { failed, ok, type Verdict } from '../report.ts';
import { explainForeign, explainUnexpected } from '../unexpected.ts';

/**
 * Reads the resource metadata (RFC 9728) at the URL in the challenge and at the default path.
 * @param named URL in the challenge; null if there is none on the examined origin
 */
export async function resourceMetadata(examination: Examination, named: string | null): Promise<void> {
  const { target } = examination;
  const path = `/.well-known/oauth-protected-resource${target.pathname === '/' ? '' : target.pathname}`;
  if (named !== null) {
    const { pathname, search } = new URL(named);
    const what = 'Resource metadata at the URL in the challenge';
    await fetchDescription(examination, 'resource-metadata', what, pathname + search);
  }
  const what = 'Resource metadata at the default path';
  await fetchDescription(examination, 'resource-metadata-path', what, path);
}

function fetchDescription(
  examination: Examination,
  step: string,
  what: string,
  path: string,
): Promise<ProbeResponse | null> {
  return examination.request({ client: null, step, what }, path, {}, (response) =>
    judge(examination, response, path),
  );
}

function judge({ origin, target }: Examination, response: ProbeResponse, path: string): Verdict {
  const evidence = `${path}: ${summaryOf(response)}`;
  const body = objectOf(response);
  if (response.status !== 200 || body === null)
    return failed(evidence, explainUnexpected(response, origin, path));
  const resource = textOf(body.resource) ?? '';
  const foreign = explainForeign('The resource', resource, origin);
  if (foreign) return failed(evidence, foreign);
  if (withoutSlash(resource) !== withoutSlash(target.href))
    return failed(evidence, {
      why: `It describes ${quote(resource)}, not ${target.href}. Clients reject the metadata of another resource.`,
      fix: `Use ${quote(resource)} in clients.`,
    });
  const servers = textsOf(body.authorization_servers);
  if (servers.length === 0)
    return failed(evidence, {
      why: 'It contains no authorization server.',
      fix: `Configure the proxy to pass ${path} to Spedy unchanged.`,
    });
  const elsewhere = explainForeign('The authorization server', servers[0] ?? '', origin);
  if (elsewhere) return failed(evidence, elsewhere);
  return ok(evidence);
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}
