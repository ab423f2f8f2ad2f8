import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';

export type Headers = Readonly<Record<string, string>>;

/** Headers that only pages need: about other windows, DNS prefetching and legacy software. */
const pageRules = [
  'crossOriginOpenerPolicy',
  'originAgentCluster',
  'xDnsPrefetchControl',
  'xDownloadOptions',
  'xPermittedCrossDomainPolicies',
  'xXssProtection',
] as const satisfies readonly (keyof HelmetOptions)[];
const withoutPageRules = Object.fromEntries(pageRules.map((name) => [name, false]));

/** The headers of every response. JSON needs no script, style, frame or referrer. */
export function securityHeaders(baseUrl: URL): Headers {
  return helmetHeaders({
    ...withoutPageRules,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity:
      baseUrl.protocol === 'https:' ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}

/** Additional headers of pages. Each page sets its own Content-Security-Policy. */
export const pageHeaders: Headers = helmetHeaders({
  contentSecurityPolicy: false,
  crossOriginResourcePolicy: false,
  strictTransportSecurity: false,
  referrerPolicy: false,
  xContentTypeOptions: false,
  xFrameOptions: false,
});

/**
 * The headers of pages that an application may open in a popup: Cross-Origin-Opener-Policy would separate the
 * popup from its opener permanently, even after it navigates to the application's own page (HTML, 7.1.3.1).
 */
export const popupPageHeaders: Headers = Object.fromEntries(
  Object.entries(pageHeaders).filter(([name]) => name !== 'cross-origin-opener-policy'),
);

/** Lets helmet write its headers once: they are the same for every request. */
function helmetHeaders(options: HelmetOptions): Headers {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => {});
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}

/**
 * The headers of a response that no hook has processed, for requests that the HTTP parser or the router
 * rejects.
 */
export function bareHeaders(requestId: string): Headers {
  return {
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
