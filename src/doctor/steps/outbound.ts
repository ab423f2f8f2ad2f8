import { claude } from '../clients/documents.ts';
import { isHtml, isRedirect, quote, summaryOf } from '../reading.ts';
import { ok, type Problem, warning } from '../report.ts';
import { errorOf } from '../unexpected.ts';
import type { Walk } from '../walk.ts';
import { authorizationRequest } from './authorization-request.ts';
import type { ServerMetadata } from './server-metadata.ts';

/**
 * One request that makes the server read a client's document, which takes access to the internet: a server that
 * advertises documents and cannot read them loses every client that has one. Why it cannot, or null.
 */
export async function outbound(walk: Walk, server: ServerMetadata): Promise<string | null> {
  if (!server.takesDocuments) return null;
  const { client_id: clientId, redirect_uris: redirectUris } = claude.document;
  const title = {
    client: null,
    step: 'outbound',
    what: `The server reads a client's document (${clientId})`,
  };
  const asked = authorizationRequest(walk, server.authorize, clientId, redirectUris[0] ?? '');
  let reason: string | null = null;
  await walk.ask(title, asked, { headers: { accept: 'application/json' } }, (answer) => {
    const evidence = `${server.authorize}: ${summaryOf(answer)}`;
    if (isRedirect(answer) || (answer.status === 200 && isHtml(answer))) return ok(evidence);
    reason = 'The server advertises metadata documents and could not read one.';
    const { message } = errorOf(answer);
    return warning(evidence, unreadable(message === null ? reason : `${reason} It says: ${quote(message)}`));
  });
  return reason;
}

function unreadable(why: string): Problem {
  return {
    why,
    fix: 'Let the server reach the internet with https, or set SPEDY_CLIENT_METADATA_DOCUMENTS=off: clients then register.',
  };
}
