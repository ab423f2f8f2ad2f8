import { STATUS_CODES } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ErrorCode, SpedyError } from '../../contract/errors.ts';
import { withoutSecrets } from '../../contract/without-secrets.ts';
import { escapeHtml, plainPage } from './plain-page.ts';

/** Paths for programs; all others are for people. */
const machinePaths = /^\/(api|mcp|scim|\.well-known|assets|openapi\.json|healthz|readyz)([/?]|$)/;

/**
 * Whether a browser will show the response to a person. For program paths the browser must say that it
 * navigates (Fetch Metadata): a program that accepts anything gets JSON.
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
  cross_site_request: 'This form could not be submitted',
  authentication_required: 'Sign in to continue',
  method_not_allowed: 'This address is not a page',
};

/** Replaces the catalog's message, which is for developers, on error pages. */
const texts: Partial<Record<ErrorCode, string>> = {
  authentication_required: 'You need to sign in to view this page.',
  bad_request: 'The address is not valid. Check it for typos.',
  cross_site_request: 'Open the page again and submit the form there.',
  internal_error: 'Try again. If the problem continues, send the request ID to the operator of this server.',
  method_not_allowed: 'This address is for programs only.',
  unavailable: 'Try again in a few seconds. If the problem continues, contact the operator of this server.',
};

/** Returns the page for an error, with a link to continue. */
export function errorPage(error: SpedyError, request: FastifyRequest): string {
  if (isMcp(request) && error.status < 500 && error.status !== 404) return mcpPage(request);
  const title = titles[error.code] ?? STATUS_CODES[error.status] ?? 'Error';
  const id =
    error.status >= 500 ? `<p class="muted">Request ID: <code>${escapeHtml(request.id)}</code></p>` : '';
  return plainPage(
    title,
    `<p>${escapeHtml(messageOf(error, request))}</p>${continueLink(error, request)}${id}`,
  );
}

/** Returns the page for a request that the HTTP parser rejects. */
export function parserErrorPage({ code, status, message }: SpedyError): string {
  const cookies =
    "Your browser may store too many cookies for this site. Delete this site's cookies, then reload.";
  const text = code === 'headers_too_large' ? `${message} ${cookies}` : message;
  return plainPage(STATUS_CODES[status] ?? 'Error', `<p>${escapeHtml(text)}</p>`);
}

/** Returns the page for an OAuth request whose error cannot be sent to the client. */
export function oauthErrorPage(message: string): string {
  return plainPage(
    'This app cannot be connected',
    `<p role="alert">${escapeHtml(message)}</p>
    <p>No data was shared. Go back to the app and try again.</p>`,
  );
}

function isMcp({ url, target }: FastifyRequest): boolean {
  return target !== null && /^\/mcp\/?(\?|$)/.test(url);
}

/** The page for a person who opens the MCP address in a browser. */
function mcpPage({ origin, target }: FastifyRequest): string {
  const address = target?.kind === 'bare' ? origin.replace('://', '://{organization}.') : origin;
  return plainPage(
    'This is an MCP server',
    `<p>Add this address to your AI tool. The tool then opens a page where you sign in.</p>
    <p><code>${escapeHtml(address)}/mcp</code></p>${link('/', 'Go to the start page', ' secondary')}`,
  );
}

function messageOf(error: SpedyError, request: FastifyRequest): string {
  if (error.code === 'organization_not_found' && !request.target)
    return `There is no organization at ${withoutSecrets(request.host)}. Check the spelling.`;
  if (error.code === 'rate_limited') {
    const seconds = error.headers['retry-after'] ?? '60';
    return `Wait ${seconds} ${seconds === '1' ? 'second' : 'seconds'}, then try again.`;
  }
  return texts[error.code] ?? error.message;
}

function continueLink({ code }: SpedyError, { method, origin, target, url }: FastifyRequest): string {
  if (code === 'unavailable' || code === 'rate_limited' || code === 'internal_error')
    return method === 'GET' ? link(url, 'Try again') : '';
  if (code === 'organization_not_found' || code === 'host_not_allowed') {
    if (target?.kind !== 'bare')
      return origin === '' ? '' : link(`${origin}/`, `Go to ${new URL(origin).host}`);
    // After sign-in, the organization's own host opens the requested path.
    const query = method === 'GET' ? `?${new URLSearchParams({ returnTo: url })}` : '';
    return target.missingDefault === null ? link(`/sign-in${query}`, 'Find your organization') : '';
  }
  if (code === 'authentication_required' && method === 'GET' && target?.kind === 'organization')
    return link(`/sign-in?${new URLSearchParams({ returnTo: url })}`, 'Sign in');
  return target ? link('/', 'Go to the start page') : '';
}

function link(href: string, text: string, look = ''): string {
  return `<a class="button${look}" href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
}
