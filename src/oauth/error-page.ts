import { escapeHtml, plainPage } from '../http/plain-page.ts';

/** What a person sees whose application sent them here with a request that cannot be trusted. */
export function errorPage(organization: string, problem: string): string {
  return plainPage(
    'Cannot connect',
    `<h1>This application cannot be connected</h1>
    <p role="alert">${escapeHtml(problem)}</p>
    <p>Nothing was shared with it. Go back to the application and try again; if it happens again, tell whoever
    makes it, or an administrator of ${escapeHtml(organization)}.</p>`,
  );
}
