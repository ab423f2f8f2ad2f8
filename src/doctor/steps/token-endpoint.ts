import type { Examination } from '../examination.ts';
import { objectOf, quote, summaryOf, textOf } from '../read-response.ts';
import { failed, ok } from '../report.ts';
import { explainUnexpected } from '../unexpected.ts';

/** The token endpoint must reject an invalid code in the form that clients expect (RFC 6749 5.2). */
export async function tokenEndpoint(examination: Examination, path: string): Promise<void> {
  const title = { client: null, step: 'token', what: 'The token endpoint responds as in RFC 6749' };
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'spedy-doctor',
    code: 'none',
    redirect_uri: 'https://doctor.example/callback',
    code_verifier: 'v'.repeat(43),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  await examination.request(title, path, { method: 'POST', headers, body: form.toString() }, (response) => {
    const error = textOf(objectOf(response)?.error);
    const evidence = `${path}: ${summaryOf(response)}${error === null ? '' : `, ${quote(error)}`}`;
    const isForm = response.status === 400 || response.status === 401;
    if (isForm && error !== null && /^[a-z_]+$/.test(error)) return ok(evidence);
    return failed(evidence, explainUnexpected(response, examination.origin, path));
  });
}
