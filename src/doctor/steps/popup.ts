import { quote, summaryOf } from '../reading.ts';
import { ok, warning } from '../report.ts';
import type { Walk } from '../walk.ts';
import { browserClients } from './cross-origin.ts';

/**
 * The page that a member signs in on keeps the opener of a popup: a client in a browser waits there for its answer.
 * @param path of that page
 */
export async function popup(walk: Walk, path: string): Promise<void> {
  const title = {
    client: browserClients,
    step: 'popup',
    what: 'The sign-in page keeps the opener of a popup',
  };
  await walk.ask(title, path, { headers: { accept: 'text/html' } }, (answer) => {
    const policy = answer.headers['cross-origin-opener-policy'];
    const evidence = `${summaryOf(answer)}, Cross-Origin-Opener-Policy: ${quote(policy ?? 'none')}`;
    if (policy === undefined || /^(unsafe-none|same-origin-allow-popups)\b/.test(policy)) return ok(evidence);
    return warning(evidence, {
      why: 'A client that opens this page in a popup is cut off from it, and waits for ever.',
      fix: 'Let the proxy add no Cross-Origin-Opener-Policy to the sign-in, consent and device pages.',
    });
  });
}
