import { STATUS_CODES } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ErrorCode, SpedyError } from './errors.ts';
import { withoutSecrets } from './logging.ts';
import { escapeHtml, plainPage } from './plain-page.ts';

/** Addresses that programs ask; everything else is for people. */
const machinePaths = /^\/(api|mcp|\.well-known|assets|openapi\.json|healthz|readyz)([/?]|$)/;

/**
 * Whether a browser is about to show the answer to a person. At an address for programs a browser has to say that it
 * navigates (Fetch Metadata): a program that accepts anything gets the JSON that it expects.
 */
export function isNavigation(request: FastifyRequest): boolean {
  const { accept = '', 'sec-fetch-mode': mode } = request.headers;
  if (!/(^|[\s,])text\/html\b/i.test(accept)) return false;
  if (mode === 'navigate' || request.routeOptions.config?.forPeople === true) return true;
  return (request.method === 'GET' || request.method === 'HEAD') && !machinePaths.test(request.url);
}

const titles: Partial<Record<ErrorCode, string>> = {
  organization_not_found: 'No organization at this address',
  host_not_allowed: 'No organization at this address',
  not_found: 'Page not found',
  unavailable: 'Temporarily unavailable',
  rate_limited: 'Too many requests',
  internal_error: 'Something went wrong',
  cross_site_request: 'This form cannot be sent from here',
  authentication_required: 'Sign in first',
  method_not_allowed: 'This address is not a page',
};

/** What a person reads in place of the sentence for programs. */
const texts: Partial<Record<ErrorCode, string>> = {
  authentication_required: 'You need to be signed in to see this address.',
  bad_request: 'The address is not valid. Check it for typing mistakes.',
  cross_site_request: 'Open the page again, and send the form from there.',
  internal_error: 'Try again. If it happens again, report the request ID to whoever runs this server.',
  method_not_allowed: 'Programs use this address. There is nothing to see here.',
  unavailable: 'Try again in a few seconds. If it does not go away, tell whoever runs this server.',
};

/** The page for an error: what is wrong, and the way on. */
export function errorPage(error: SpedyError, request: FastifyRequest): string {
  if (isMcp(request) && error.status < 500 && error.status !== 404) return mcpPage(request);
  const title = titles[error.code] ?? STATUS_CODES[error.status] ?? 'Error';
  const id =
    error.status >= 500 ? `<p class="muted">Request ID: <code>${escapeHtml(request.id)}</code></p>` : '';
  return plainPage(title, `<p>${escapeHtml(messageOf(error, request))}</p>${wayOn(error, request)}${id}`);
}

/** The page for what is refused before it is a request of any address. */
export function refusalPage({ code, status, message }: SpedyError): string {
  const cookies =
    "Your browser may hold too many cookies for this site: delete this site's cookies, then reload.";
  const text = code === 'headers_too_large' ? `${message} ${cookies}` : message;
  return plainPage(STATUS_CODES[status] ?? 'Error', `<p>${escapeHtml(text)}</p>`);
}

/** The page for an application's request that cannot be answered to the application. */
export function oauthErrorPage(message: string): string {
  return plainPage(
    'This application cannot be connected',
    `<p role="alert">${escapeHtml(message)}</p>
    <p>Nothing was shared with it. Go back to the application and try again.</p>`,
  );
}

function isMcp({ url, target }: FastifyRequest): boolean {
  return target !== null && /^\/mcp\/?(\?|$)/.test(url);
}

/** Somebody opened the address that is meant for their AI tool. */
function mcpPage({ origin, target }: FastifyRequest): string {
  const address = target?.kind === 'bare' ? origin.replace('://', '://{organization}.') : origin;
  return plainPage(
    'This is an MCP server',
    `<p>Add its address to your AI tool. The tool then opens a page here for you to sign in.</p>
    <p><code>${escapeHtml(address)}/mcp</code></p>${link('/', 'Go to the start page', ' secondary')}`,
  );
}

function messageOf(error: SpedyError, request: FastifyRequest): string {
  if (error.code === 'organization_not_found' && !request.target)
    return `There is no organization at ${withoutSecrets(request.host)}. Check the spelling of the address.`;
  if (error.code === 'rate_limited') {
    const seconds = error.headers['retry-after'] ?? '60';
    return `Wait ${seconds} ${seconds === '1' ? 'second' : 'seconds'}, then try again.`;
  }
  return texts[error.code] ?? error.message;
}

function wayOn({ code }: SpedyError, { method, origin, target, url }: FastifyRequest): string {
  if (code === 'unavailable' || code === 'rate_limited' || code === 'internal_error')
    return method === 'GET' ? link(url, 'Try again') : '';
  if (code === 'organization_not_found' || code === 'host_not_allowed') {
    if (target?.kind !== 'bare')
      return origin === '' ? '' : link(`${origin}/`, `Go to ${new URL(origin).host}`);
    // What was asked for goes on at the organization's own address, after sign-in.
    const onward = method === 'GET' ? `?${new URLSearchParams({ returnTo: url })}` : '';
    return target.awaits === null ? link(`/sign-in${onward}`, 'Find your organization') : '';
  }
  if (code === 'authentication_required' && method === 'GET' && target?.kind === 'organization')
    return link(`/sign-in?${new URLSearchParams({ returnTo: url })}`, 'Sign in');
  return target ? link('/', 'Go to the start page') : '';
}

function link(href: string, text: string, look = ''): string {
  return `<a class="button${look}" href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
}
