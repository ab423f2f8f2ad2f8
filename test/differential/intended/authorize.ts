import type { Difference } from './difference.ts';

const asks = 'asks';
const refused = 'sent back with invalid_request';
const badScope = 'sent back with invalid_scope';
const badTarget = 'sent back with invalid_target';
const badType = 'sent back with unsupported_response_type';
const badRedirect = 'page 400 invalid_redirect_uri';

const notOpenId = {
  ours: asks,
  reason: 'Ours is no OpenID Connect: it does not know the parameter, and what it does not know it ignores.',
  rfc: 'RFC 6749 3.1',
};
const strictTarget = {
  ours: asks,
  theirs: badTarget,
  reason: 'Clients write a resource with a slash at the end or without; both are the same one here.',
  rfc: 'RFC 8707 2',
};

const noRedirector = {
  reason:
    'Anybody can register such a client: by itself an error goes only to one that somebody vouches for, or that the member allowed.',
  rfc: 'RFC 9700 4.11.2',
};

export const authorizeDifferences: readonly Difference[] = [
  {
    scenes: ['authorize: by POST', 'authorize: by PUT'],
    ours: 'page 405 invalid_request',
    theirs: 'page 404',
    reason: 'GET is what must be supported; another method is refused as such, and says which there is.',
    rfc: 'RFC 6749 3.1, RFC 9110 15.5.6',
  },
  {
    scenes: ['authorize: a client with a NUL'],
    ours: 'page 400 invalid_request',
    theirs: 'page 400 invalid_client',
    reason: 'A NUL is in no value that OAuth allows: it is refused before anything is looked up.',
    rfc: 'RFC 6749 A.1',
  },
  {
    scenes: ['redirect: a NUL'],
    ours: 'page 400 invalid_request',
    theirs: badRedirect,
    reason: 'A NUL is in no value that OAuth allows: it is refused before anything is looked up.',
    rfc: 'RFC 6749 A.6',
  },
  {
    scenes: ['authorize, twice: redirect_uri', 'authorize, twice: redirect_uri, the same'],
    ours: 'page 400 invalid_request',
    theirs: refused,
    reason: 'Where two redirects are named, neither is known to be meant: nothing is sent to one.',
    rfc: 'RFC 6749 4.1.2.1, RFC 9700 4.11.2',
  },
  {
    scenes: [
      'authorize: a redirect with a query',
      'authorize, response_type: token',
      'authorize, response_type: id_token',
      'authorize, response_type: code token',
      'authorize, response_type: code id_token',
    ],
    ours: badType,
    theirs: `${badType}, in the fragment`,
    reason:
      'There is no implicit grant, so no answer goes into a fragment, where scripts of the page read it.',
    rfc: 'RFC 6749 4.1.2.1, RFC 9700 2.1.2',
  },
  {
    scenes: ['authorize: a wrong response type, by a public client'],
    ours: 'page 400 unsupported_response_type',
    theirs: `${badType}, in the fragment`,
    ...noRedirector,
  },
  {
    scenes: ['authorize: an unknown scope, by a public client'],
    ours: 'page 400 invalid_scope',
    theirs: 'sent back with access_denied',
    ...noRedirector,
  },
  {
    scenes: ['authorize: no challenge, by a public client'],
    ours: 'page 400 invalid_request',
    theirs: refused,
    ...noRedirector,
  },
  {
    scenes: ['authorize: no challenge, not signed in'],
    ours: asks,
    theirs: refused,
    reason: 'Nobody is sent elsewhere before they have signed in: the error waits until they have.',
    rfc: 'RFC 9700 4.11.2',
  },
  {
    scenes: ['decision: asked again for the same, by a public client'],
    ours: 'asks; sent back with code; asks',
    theirs: 'asks; sent back with code; sent back with code',
    reason:
      'Anybody can present the client id of a public client: its member is asked each time, until an administrator verifies it.',
    rfc: 'RFC 6749 10.2, RFC 8252 8.6',
  },
  {
    scenes: ['authorize, response_type: code code'],
    ours: badType,
    theirs: asks,
    reason: 'The one response type there is, is compared as it is written.',
    rfc: 'RFC 6749 3.1.1',
  },
  {
    scenes: ['authorize, response_mode: fragment', 'authorize, response_mode: form_post'],
    ours: refused,
    theirs: asks,
    reason: 'Only query is published in response_modes_supported, and other modes answer in riskier places.',
    rfc: 'RFC 8414 2, RFC 9700 4.1',
  },
  {
    scenes: ['authorize, response_mode: nonsense'],
    ours: refused,
    theirs: 'sent back with unsupported_response_mode',
    reason: 'The error of theirs is no registered one; a parameter with a wrong value is invalid_request.',
    rfc: 'RFC 6749 4.1.2.1',
  },
  {
    scenes: ['authorize, scope: two spaces', 'authorize, scope: a space before'],
    ours: asks,
    theirs: badScope,
    reason: 'Clients join lists with gaps; which scopes are meant is beyond doubt.',
    rfc: 'RFC 6749 3.3',
  },
  {
    scenes: ['authorize, scope: a known and an unknown'],
    ours: badScope,
    theirs: asks,
    reason: 'An unknown scope is an error that tells the developer; theirs leaves it out in silence.',
    rfc: 'RFC 6749 4.1.2.1',
  },
  {
    scenes: [
      'authorize, scope: a comma',
      'authorize, scope: unknown',
      'authorize, scope: in capitals',
      'authorize, scope: long',
    ],
    ours: badScope,
    theirs: 'sent back with access_denied',
    reason:
      'An unknown scope is an error that tells the developer; theirs leaves it out and has nothing left.',
    rfc: 'RFC 6749 4.1.2.1',
  },
  {
    scenes: [
      'authorize, missing: scope',
      'authorize, empty: scope',
      'authorize, scope: offline_access alone',
    ],
    ours: asks,
    theirs: 'sent back with access_denied',
    reason: 'Where no scope is asked, the published default is meant; theirs has none.',
    rfc: 'RFC 6749 3.3',
  },
  {
    scenes: ['authorize, PKCE: 44 characters'],
    ours: refused,
    theirs: asks,
    reason: 'With S256 a challenge is a SHA-256 in base64url: 43 characters. No verifier fits another.',
    rfc: 'RFC 7636 4.2',
  },
  { scenes: ['authorize, resource: a slash after'], ...strictTarget },
  { scenes: ['authorize, resource: MCP and a slash'], ...strictTarget },
  {
    scenes: ['authorize, of OpenID Connect: prompt none'],
    theirs: 'sent back with consent_required',
    ...notOpenId,
  },
  {
    scenes: [
      'authorize, of OpenID Connect: prompt none consent',
      'authorize, of OpenID Connect: prompt nonsense',
      'authorize, of OpenID Connect: nonce',
      'authorize, of OpenID Connect: max_age',
    ],
    theirs: refused,
    ...notOpenId,
  },
  {
    scenes: ['authorize, of OpenID Connect: request'],
    theirs: 'sent back with request_not_supported',
    ...notOpenId,
  },
  {
    scenes: ['authorize, of OpenID Connect: request_uri'],
    theirs: 'sent back with request_uri_not_supported',
    ...notOpenId,
  },
  {
    scenes: ['authorize, of OpenID Connect: registration'],
    theirs: 'sent back with registration_not_supported',
    ...notOpenId,
  },
  {
    scenes: ['decision: asked again at another redirect'],
    ours: 'asks; sent back with code; asks',
    theirs: 'asks; sent back with code; sent back with code',
    reason: 'What a member allowed was an answer to that address; at another one they are asked again.',
    rfc: 'RFC 6749 10.2',
  },
  {
    scenes: ['redirect, 127.0.0.1: an empty port'],
    ours: badRedirect,
    theirs: asks,
    reason:
      'Only the number of a loopback port may differ from what is registered; this has a colon and none.',
    rfc: 'RFC 8252 7.3, RFC 9700 2.1',
  },
];
