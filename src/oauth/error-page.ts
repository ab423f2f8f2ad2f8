import { escapeHtml, plainPage } from '../http/plain-page.ts';

/** Where a client listens for an error that is not sent to it by itself. */
export type WayBack = {
  readonly client: { readonly name: string };
  readonly host: string;
  /** The redirect with the error in it. */
  readonly to: string;
};

/**
 * What a person sees whose application sent them here with a request that is refused.
 * @param wayBack null where it is not known to be the application's own
 */
export function errorPage(organization: string, problem: string, wayBack?: WayBack): string {
  return plainPage(
    'Cannot connect',
    wayBack
      ? `<h1>This application cannot be connected</h1>
    <p role="alert"><bdi>${escapeHtml(wayBack.client.name)}</bdi> sent a request that cannot be answered:
    ${escapeHtml(problem)}.</p>
    <p>Nothing was shared with it. ${escapeHtml(organization)} does not know who makes this application, so you were not
    sent back to it. Go on only if you know this address and meant to connect it:</p>
    <p><a rel="noreferrer" href="${escapeHtml(wayBack.to)}">Return to <bdi>${escapeHtml(wayBack.host)}</bdi></a></p>`
      : `<h1>This application cannot be connected</h1>
    <p role="alert">${escapeHtml(problem)}</p>
    <p>Nothing was shared with it. Go back to the application and try again; if it happens again, tell whoever
    makes it, or an administrator of ${escapeHtml(organization)}.</p>`,
  );
}
