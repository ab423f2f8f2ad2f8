import type { FastifyReply } from 'fastify';
import { escapeHtml, plainPage, sendPlainPage } from '../../http/responses/plain-page.ts';
import { problemReasons, type SignInProblem } from '../provider/problem.ts';
import { startPath } from './redirect-uri.ts';

const statuses = { member: 400, administrator: 403, nobody: 404, provider: 503 } as const;
/** Seconds after which to try again if the provider does not respond. */
const retryAfter = '10';

/** Answers with a page that says why the person is not signed in, and what to do. */
export function sendProblemPage(
  reply: FastifyReply,
  { reason, message, returnTo }: SignInProblem,
  organization: string,
): FastifyReply {
  const responsible = problemReasons[reason];
  if (responsible === 'provider') reply.header('retry-after', retryAfter);
  const query = escapeHtml(`?${new URLSearchParams({ returnTo })}`);
  const again =
    responsible === 'administrator' || responsible === 'nobody'
      ? ''
      : `<a class="button" href="${startPath}${query}">Try again</a>`;
  const page = plainPage(
    'You are not signed in',
    `<p role="alert">${escapeHtml(message)}</p>
    <p>${escapeHtml(adviceFor(responsible, organization))}</p>
    ${again}<a class="button secondary" href="/sign-in${query}">Back to the sign-in page</a>`,
  );
  return sendPlainPage(reply, statuses[responsible], page);
}

function adviceFor(responsible: keyof typeof statuses, organization: string): string {
  switch (responsible) {
    case 'member':
      return 'Nothing was changed. You can start again.';
    case 'provider':
      return `Try again in a few seconds. If it happens again, tell an administrator of ${organization}.`;
    case 'nobody':
      return 'Sign in in another way.';
    case 'administrator':
      return `If you should have access, tell an administrator of ${organization} what this page says.`;
  }
}
