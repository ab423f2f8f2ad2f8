import type { Examination } from '../examination.ts';
import { quote, summaryOf } from '../read-response.ts';
import { ok, warning } from '../report.ts';
import { browserClients } from './cross-origin.ts';

/**
 * The sign-in page must keep the opener of a popup, because a client in a browser waits there for the result.
 * @param path of the sign-in page
 */
export async function popup(examination: Examination, path: string): Promise<void> {
  const title = {
    client: browserClients,
    step: 'popup',
    what: 'The sign-in page keeps the opener of a popup',
  };
  await examination.request(title, path, { headers: { accept: 'text/html' } }, (response) => {
    const policy = response.headers['cross-origin-opener-policy'];
    const evidence = `${summaryOf(response)}, Cross-Origin-Opener-Policy: ${quote(policy ?? 'none')}`;
    if (policy === undefined || /^(unsafe-none|same-origin-allow-popups)\b/.test(policy)) return ok(evidence);
    return warning(evidence, {
      why: 'A client that opens this page in a popup loses contact with it and waits forever.',
      fix: 'Configure the proxy not to add Cross-Origin-Opener-Policy to the sign-in, consent and device pages.',
    });
  });
}
