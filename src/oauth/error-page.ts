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
    'This application cannot be connected',
    wayBack
      ? `<p role="alert"><bdi>${escapeHtml(wayBack.client.name)}</bdi> sent a request that cannot be answered:
    ${escapeHtml(problem)}.</p>
    <p>Nothing was shared with it. <bdi>${escapeHtml(organization)}</bdi> does not know who makes this application, so
    you were not sent back to it. Continue only if you know this address and meant to connect it.</p>
    <a class="button secondary" rel="noreferrer" href="${escapeHtml(wayBack.to)}">Return to <bdi>${escapeHtml(wayBack.host)}</bdi></a>`
      : `<p role="alert">${escapeHtml(problem)}</p>
    <p>Nothing was shared with it. Go back to the application and try again. If it happens again, tell the
    application's developer, or an administrator of <bdi>${escapeHtml(organization)}</bdi>.</p>`,
  );
}
