import { escapeHtml, plainPage } from '../../http/responses/plain-page.ts';

/** A link to the client's redirect URI, for an error that is not sent there automatically. */
export type ReturnLink = {
  readonly client: { readonly name: string };
  readonly host: string;
  /** The redirect URI with the error in its query. */
  readonly to: string;
};

/**
 * Returns the error page for an authorization request that was rejected.
 * @param returnLink undefined if the redirect URI may not belong to the client
 */
export function errorPage(organization: string, problem: string, returnLink?: ReturnLink): string {
  return plainPage(
    'This app cannot be connected',
    returnLink
      ? `<p role="alert"><bdi>${escapeHtml(returnLink.client.name)}</bdi> sent an invalid request:
    ${escapeHtml(problem)}.</p>
    <p>No data was shared. <bdi>${escapeHtml(organization)}</bdi> has not verified this app, so you were not redirected
    to it. Continue only if you recognize this address and meant to connect the app.</p>
    <a class="button secondary" rel="noreferrer" href="${escapeHtml(returnLink.to)}">Return to <bdi>${escapeHtml(returnLink.host)}</bdi></a>`
      : `<p role="alert">${escapeHtml(problem)}</p>
    <p>No data was shared. Go back to the app and try again. If this happens again, contact the app's developer or an
    administrator of <bdi>${escapeHtml(organization)}</bdi>.</p>`,
  );
}
