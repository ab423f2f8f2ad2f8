import type { ProxiedResponse, ProxyFault } from './faulty-proxy.ts';

export const metadataPath = '/.well-known/oauth-authorization-server';
const resourcePath = '/.well-known/oauth-protected-resource/mcp';
/** An HTML page instead of JSON. */
export const html = {
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Not here</title>',
};

export function isWellKnown(url = ''): boolean {
  return url.startsWith('/.well-known/');
}

/** Returns a fault that changes the JSON response of one path. */
export function changingJson(
  changedPath: string,
  change: (body: Record<string, unknown>) => void,
): ProxyFault {
  return {
    changeResponse: (response, path) => {
      if (!path.startsWith(changedPath) || response.body === '') return;
      const body = JSON.parse(response.body);
      change(body);
      response.body = JSON.stringify(body);
    },
  };
}

/** Returns a change that removes headers from every response. */
export function withoutHeaders(name: RegExp) {
  return ({ headers }: ProxiedResponse) => {
    for (const header of Object.keys(headers)) if (name.test(header)) delete headers[header];
  };
}

/** Misconfigured proxies: the description, the misconfiguration, and the step that reports it, its state and reason. */
export const proxyFaults: readonly [string, ProxyFault, string, string, RegExp][] = [
  [
    'strips WWW-Authenticate',
    { changeResponse: withoutHeaders(/^www-auth/) },
    'challenge',
    'failed',
    /proxy removes it/,
  ],
  [
    'asks for its own password',
    {
      respond: ({ url }) =>
        url === '/mcp' ? { status: 401, headers: { 'www-authenticate': 'Basic realm="staff"' } } : undefined,
    },
    'challenge',
    'failed',
    /its own credentials/,
  ],
  [
    'drops resource_metadata',
    {
      changeResponse: ({ headers }) => {
        if (headers['www-authenticate']) headers['www-authenticate'] = 'Bearer realm="spedy"';
      },
    },
    'challenge',
    'failed',
    /resource_metadata/,
  ],
  [
    'drops the scope',
    {
      changeResponse: ({ headers }) => {
        const header = headers['www-authenticate'];
        if (header) headers['www-authenticate'] = header.replace(/, scope=.*/, '');
      },
    },
    'challenge',
    'warning',
    /which scopes/,
  ],
  ['rewrites the Host', { requestHeaders: { host: '127.0.0.1' } }, 'challenge', 'failed', /Host header/],
  [
    'does not reach the server',
    { respond: () => ({ status: 502, ...html }) },
    'challenge',
    'failed',
    /cannot reach/,
  ],
  ['is not ready', { respond: () => ({ status: 503 }) }, 'challenge', 'failed', /not ready/],
  ['limits requests', { respond: () => ({ status: 429 }) }, 'challenge', 'failed', /too many/],
  [
    'does not pass the well-known paths on',
    { respond: ({ url }) => (isWellKnown(url) ? { status: 404, body: 'no' } : undefined) },
    'server-metadata',
    'failed',
    /does not forward \/\.well-known\/oauth-authorization-server/,
  ],
  [
    'responds with its own page',
    { respond: ({ url }) => (isWellKnown(url) ? html : undefined) },
    'resource-metadata',
    'failed',
    /a web page instead of JSON/,
  ],
  [
    'does not tell the server that the client used http',
    changingJson(metadataPath, (body) => {
      body.issuer = String(body.issuer).replace('http:', 'https:');
    }),
    'server-metadata',
    'failed',
    /does not know that it is reached through http:/,
  ],
  [
    'serves the issuer of another host',
    changingJson(metadataPath, (body) => {
      body.issuer = 'https://auth.example.com';
    }),
    'server-metadata',
    'failed',
    /on a different host/,
  ],
  [
    'adds a path to the issuer',
    changingJson(metadataPath, (body) => {
      body.issuer = `${body.issuer}/`;
    }),
    'server-metadata',
    'failed',
    /instead of exactly/,
  ],
  [
    'names an endpoint on another port',
    changingJson(metadataPath, (body) => {
      body.token_endpoint = 'http://acme-corp.localhost:1/token';
    }),
    'server-metadata',
    'failed',
    /a different port/,
  ],
  [
    'removes S256',
    changingJson(metadataPath, (body) => {
      body.code_challenge_methods_supported = ['plain'];
    }),
    'pkce',
    'failed',
    /S256/,
  ],
  [
    'removes public clients',
    changingJson(metadataPath, (body) => {
      body.token_endpoint_auth_methods_supported = ['client_secret_post'];
    }),
    'public-clients',
    'warning',
    /none/,
  ],
  [
    'removes iss',
    changingJson(metadataPath, (body) => {
      body.authorization_response_iss_parameter_supported = false;
    }),
    'issuer-parameter',
    'warning',
    /which of them/,
  ],
  [
    'describes another resource',
    changingJson(resourcePath, (body) => {
      body.resource = String(body.resource).replace('/mcp', '/other');
    }),
    'resource-metadata-path',
    'failed',
    /another resource/,
  ],
  [
    'names no authorization server',
    changingJson(resourcePath, (body) => {
      body.authorization_servers = [];
    }),
    'resource-metadata',
    'failed',
    /no authorization server/,
  ],
  [
    'redirects to https',
    {
      respond: ({ url, headers }) => ({
        status: 301,
        headers: { location: `https://${headers.host}${url}` },
      }),
    },
    'reach',
    'failed',
    /redirects to https/,
  ],
  [
    'redirects to another host',
    { respond: () => ({ status: 302, headers: { location: 'https://www.example.com/?secret=1' } }) },
    'reach',
    'failed',
    /another host: https:\/\/www\.example\.com\/\./,
  ],
  [
    'responds to the stream with a page',
    { respond: ({ method, url }) => (method === 'GET' && url === '/mcp' ? html : undefined) },
    'get',
    'warning',
    /expect 401 or 405/,
  ],
  [
    'responds to OpenID Connect discovery with a page',
    { respond: ({ url }) => (url?.endsWith('openid-configuration') ? html : undefined) },
    'openid-configuration',
    'warning',
    /expect JSON/,
  ],
  [
    'responds to the token endpoint with a page',
    { respond: ({ url }) => (url === '/api/v1/oauth/token' ? html : undefined) },
    'token',
    'failed',
    /a web page instead of JSON/,
  ],
];
