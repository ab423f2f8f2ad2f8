import type { FastifyRequest } from 'fastify';

/** Whether a request without a route comes from a browser, which gets a page instead of JSON. */
export function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (/^\/(api|mcp|\.well-known|assets)(\/|$)/.test(request.url)) return false;
  return /(^|[\s,])text\/html\b/i.test(request.headers.accept ?? '');
}
