import type { Difference } from './difference.ts';

const asks = 'asks';
const refused = 'redirects with invalid_request';
const badScope = 'redirects with invalid_scope';
const badTarget = 'redirects with invalid_target';
const badType = 'redirects with unsupported_response_type';
const badRedirect = 'page 400 invalid_redirect_uri';

const notOpenId = {
  ours: asks,
  reason: 'Ours does not support OpenID Connect, and ignores unknown parameters.',
  rfc: 'RFC 6749 3.1',
};
const strictTarget = {
  ours: asks,
  theirs: badTarget,
  reason: 'Clients write a resource with or without a trailing slash. Ours accepts both.',
  rfc: 'RFC 8707 2',
};

const noRedirector = {
  reason:
    'Anyone can register a public client. Ours redirects with an error only to a trusted client or one that the member allowed.',
  rfc: 'RFC 9700 4.11.2',
};

export const authorizeDifferences: readonly Difference[] = [
  {
    scenarios: ['authorize: with POST', 'authorize: with PUT'],
    ours: 'page 405 invalid_request',
    theirs: 'page 404',
    reason: 'Only GET is required. Ours rejects other methods with 405 and lists the allowed ones.',
    rfc: 'RFC 6749 3.1, RFC 9110 15.5.6',
  },
  {
    scenarios: ['authorize: a client id with a NUL'],
    ours: 'page 400 invalid_request',
    theirs: 'page 400 invalid_client',
    reason: 'No OAuth value may contain a NUL. Ours rejects it before any lookup.',
    rfc: 'RFC 6749 A.1',
  },
  {
    scenarios: ['redirect: a NUL'],
    ours: 'page 400 invalid_request',
    theirs: badRedirect,
    reason: 'No OAuth value may contain a NUL. Ours rejects it before any lookup.',
    rfc: 'RFC 6749 A.6',
  },
  {
    scenarios: ['authorize, twice: redirect_uri', 'authorize, twice: redirect_uri with the same value'],
    ours: 'page 400 invalid_request',
    theirs: refused,
    reason: 'With two redirects it is unclear which one is meant, so ours sends nothing to either.',
    rfc: 'RFC 6749 4.1.2.1, RFC 9700 4.11.2',
  },
  {
    scenarios: [
      'authorize: a redirect with a query',
      'authorize, response_type: token',
      'authorize, response_type: id_token',
      'authorize, response_type: code token',
      'authorize, response_type: code id_token',
    ],
    ours: badType,
    theirs: `${badType}, in the fragment`,
    reason:
      'Ours has no implicit grant, so it never puts a response into a fragment, which scripts can read.',
    rfc: 'RFC 6749 4.1.2.1, RFC 9700 2.1.2',
  },
  {
    scenarios: ['authorize: an unknown response type, public client'],
    ours: 'page 400 unsupported_response_type',
    theirs: `${badType}, in the fragment`,
    ...noRedirector,
  },
  {
    scenarios: ['authorize: an unknown scope, public client'],
    ours: 'page 400 invalid_scope',
    theirs: 'redirects with access_denied',
    ...noRedirector,
  },
  {
    scenarios: ['authorize: no challenge, public client'],
    ours: 'page 400 invalid_request',
    theirs: refused,
    ...noRedirector,
  },
  {
    scenarios: ['authorize: no challenge, not signed in'],
    ours: asks,
    theirs: refused,
    reason: 'Ours redirects with an error only after the member has signed in.',
    rfc: 'RFC 9700 4.11.2',
  },
  {
    scenarios: ['decision: the same request again, public client'],
    ours: 'asks; redirects with code; asks',
    theirs: 'asks; redirects with code; redirects with code',
    reason:
      'Anyone can use the client id of a public client, so ours asks the member each time until an administrator verifies it.',
    rfc: 'RFC 6749 10.2, RFC 8252 8.6',
  },
  {
    scenarios: ['authorize, response_type: code code'],
    ours: badType,
    theirs: asks,
    reason: 'Ours supports one response type, and compares the value exactly.',
    rfc: 'RFC 6749 3.1.1',
  },
  {
    scenarios: ['authorize, response_mode: fragment', 'authorize, response_mode: form_post'],
    ours: refused,
    theirs: asks,
    reason: 'Ours publishes only query in response_modes_supported, because other modes are riskier.',
    rfc: 'RFC 8414 2, RFC 9700 4.1',
  },
  {
    scenarios: ['authorize, response_mode: unknown value'],
    ours: refused,
    theirs: 'redirects with unsupported_response_mode',
    reason: 'The error of theirs is not registered. A parameter with a wrong value is invalid_request.',
    rfc: 'RFC 6749 4.1.2.1',
  },
  {
    scenarios: ['authorize, scope: two spaces', 'authorize, scope: a leading space'],
    ours: asks,
    theirs: badScope,
    reason: 'Some clients send extra spaces between scopes. The meaning is clear.',
    rfc: 'RFC 6749 3.3',
  },
  {
    scenarios: ['authorize, scope: a known and an unknown one'],
    ours: badScope,
    theirs: asks,
    reason: 'An error for an unknown scope informs the developer. Theirs silently ignores the scope.',
    rfc: 'RFC 6749 4.1.2.1',
  },
  {
    scenarios: [
      'authorize, scope: a comma',
      'authorize, scope: unknown',
      'authorize, scope: in uppercase',
      'authorize, scope: long',
    ],
    ours: badScope,
    theirs: 'redirects with access_denied',
    reason: 'An error for an unknown scope informs the developer. Theirs ignores it and has no scope left.',
    rfc: 'RFC 6749 4.1.2.1',
  },
  {
    scenarios: [
      'authorize, missing: scope',
      'authorize, empty: scope',
      'authorize, scope: only offline_access',
    ],
    ours: asks,
    theirs: 'redirects with access_denied',
    reason: 'Without a scope, ours uses its published default. Theirs has no default.',
    rfc: 'RFC 6749 3.3',
  },
  {
    scenarios: ['authorize, PKCE: 44 characters'],
    ours: refused,
    theirs: asks,
    reason:
      'An S256 challenge is a SHA-256 in base64url: 43 characters. No verifier can match another length.',
    rfc: 'RFC 7636 4.2',
  },
  { scenarios: ['authorize, resource: a trailing slash'], ...strictTarget },
  { scenarios: ['authorize, resource: MCP with a trailing slash'], ...strictTarget },
  {
    scenarios: ['authorize, OpenID Connect: prompt none'],
    theirs: 'redirects with consent_required',
    ...notOpenId,
  },
  {
    scenarios: [
      'authorize, OpenID Connect: prompt none consent',
      'authorize, OpenID Connect: prompt unknown',
      'authorize, OpenID Connect: nonce',
      'authorize, OpenID Connect: max_age',
    ],
    theirs: refused,
    ...notOpenId,
  },
  {
    scenarios: ['authorize, OpenID Connect: request'],
    theirs: 'redirects with request_not_supported',
    ...notOpenId,
  },
  {
    scenarios: ['authorize, OpenID Connect: request_uri'],
    theirs: 'redirects with request_uri_not_supported',
    ...notOpenId,
  },
  {
    scenarios: ['authorize, OpenID Connect: registration'],
    theirs: 'redirects with registration_not_supported',
    ...notOpenId,
  },
  {
    scenarios: ['decision: a request with another redirect'],
    ours: 'asks; redirects with code; asks',
    theirs: 'asks; redirects with code; redirects with code',
    reason: 'A consent applies to one redirect. For another one, ours asks the member again.',
    rfc: 'RFC 6749 10.2',
  },
  {
    scenarios: ['redirect, 127.0.0.1: an empty port'],
    ours: badRedirect,
    theirs: asks,
    reason: 'On loopback only the port number may differ. This redirect has a colon without a number.',
    rfc: 'RFC 8252 7.3, RFC 9700 2.1',
  },
];
