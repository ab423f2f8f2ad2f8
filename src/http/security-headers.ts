import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';

export type Headers = Readonly<Record<string, string>>;

/** What matters to a page only: how it may reach other windows, fetch names ahead, or be opened by old software. */
const pageRules = [
  'crossOriginOpenerPolicy',
  'originAgentCluster',
  'xDnsPrefetchControl',
  'xDownloadOptions',
  'xPermittedCrossDomainPolicies',
  'xXssProtection',
] as const satisfies readonly (keyof HelmetOptions)[];
const withoutPageRules = Object.fromEntries(pageRules.map((name) => [name, false]));

/** What every answer carries: JSON needs no script, style, frame or referrer. */
export function securityHeaders(baseUrl: URL): Headers {
  return written({
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

/** What an answer that is a page carries besides; its own content policy is its own matter. */
export const pageHeaders: Headers = written({
  contentSecurityPolicy: false,
  crossOriginResourcePolicy: false,
  strictTransportSecurity: false,
  referrerPolicy: false,
  xContentTypeOptions: false,
  xFrameOptions: false,
});

/**
 * The same for a page that an application may open in a popup: a page with a Cross-Origin-Opener-Policy cuts the popup
 * off from its opener for good, also where the popup goes on to the application's own page (HTML, 7.1.3.1).
 */
export const popupPageHeaders: Headers = Object.fromEntries(
  Object.entries(pageHeaders).filter(([name]) => name !== 'cross-origin-opener-policy'),
);

/** helmet writes headers on an answer to nobody, once: they are the same for every request. */
function written(options: HelmetOptions): Headers {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => {});
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}

/** The headers of an answer that no hook has passed: what is refused before it is a request of any route. */
export function bareHeaders(requestId: string): Headers {
  return {
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
