import { objectOf, quote, summaryOf, textOf } from '../reading.ts';
import { failed, ok } from '../report.ts';
import { explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';

/** The token endpoint must reject an invalid code in the form that clients expect (RFC 6749 5.2). */
export async function tokenEndpoint(walk: Walk, path: string): Promise<void> {
  const title = { client: null, step: 'token', what: 'The token endpoint responds as in RFC 6749' };
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'spedy-doctor',
    code: 'none',
    redirect_uri: 'https://doctor.example/callback',
    code_verifier: 'v'.repeat(43),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  await walk.ask(title, path, { method: 'POST', headers, body: form.toString() }, (answer) => {
    const error = textOf(objectOf(answer)?.error);
    const evidence = `${path}: ${summaryOf(answer)}${error === null ? '' : `, ${quote(error)}`}`;
    const isForm = answer.status === 400 || answer.status === 401;
    if (isForm && error !== null && /^[a-z_]+$/.test(error)) return ok(evidence);
    return failed(evidence, explainUnexpected(answer, walk.origin, path));
  });
}
