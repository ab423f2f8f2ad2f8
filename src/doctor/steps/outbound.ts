import { claude } from '../clients/documents.ts';
import type { Examination } from '../examination.ts';
import { isHtml, isRedirect, quote, summaryOf } from '../read-response.ts';
import { ok, type Problem, warning } from '../report.ts';
import { errorOf } from '../unexpected.ts';
import { authorizationRequest } from './authorization-request.ts';
import type { ServerMetadata } from './server-metadata.ts';

/**
 * Makes the server read a client's document, which needs internet access: a server that advertises documents
 * but cannot read them loses every client that has one. Returns why it cannot, or null.
 */
export async function outbound(examination: Examination, server: ServerMetadata): Promise<string | null> {
  if (!server.acceptsDocuments) return null;
  const { client_id: clientId, redirect_uris: redirectUris } = claude.document;
  const title = {
    client: null,
    step: 'outbound',
    what: `The server can fetch a client's metadata document (${clientId})`,
  };
  const request = authorizationRequest(examination, server.authorize, clientId, redirectUris[0] ?? '');
  let reason: string | null = null;
  await examination.request(title, request, { headers: { accept: 'application/json' } }, (response) => {
    const evidence = `${server.authorize}: ${summaryOf(response)}`;
    if (isRedirect(response) || (response.status === 200 && isHtml(response))) return ok(evidence);
    reason = 'The server advertises metadata documents but could not read one.';
    const { message } = errorOf(response);
    return warning(
      evidence,
      unreadable(message === null ? reason : `${reason} The server says: ${quote(message)}`),
    );
  });
  return reason;
}

function unreadable(why: string): Problem {
  return {
    why,
    fix: 'Allow the server to reach the internet over https, or set SPEDY_CLIENT_METADATA_DOCUMENTS=off so that clients register instead.',
  };
}
