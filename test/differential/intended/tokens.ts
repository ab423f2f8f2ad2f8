import type { Difference } from './difference.ts';

const tokens = '200 tokens for tickets:read+tickets:write';
const active = '200 active for tickets:read+tickets:write';
const refused = '400 invalid_request';
const noGrant = '400 invalid_grant';
const noClient = '401 invalid_client';

const notRead = {
  reason: 'Ours rejects a value with a NUL or more than 8,192 characters before any lookup.',
  rfc: 'RFC 6749 5.2',
};
const soleResource = {
  ours: tokens,
  theirs: '400 invalid_target',
  reason: 'A token for the API also works at /mcp, so a token for /mcp only is less than was granted.',
  rfc: 'RFC 8707 2.2',
};

export const tokenDifferences: readonly Difference[] = [
  {
    scenarios: [
      'code: with GET',
      'code: with PUT',
      'refresh: with GET',
      'revoke: with GET',
      'introspect: with GET',
      'device, authorization: with GET',
    ],
    ours: '405 invalid_request',
    theirs: '404 (not JSON)',
    reason: 'Ours rejects a wrong method with 405, in the JSON format that clients read.',
    rfc: 'RFC 6749 5.2, RFC 9110 15.5.6',
  },
  {
    scenarios: [
      'code: JSON',
      'code: plain text',
      'revoke: JSON',
      'introspect: JSON',
      'device, authorization: JSON',
    ],
    ours: '415 invalid_request',
    theirs: refused,
    reason: 'The error is the same, and the status is more precise.',
    rfc: 'RFC 9110 15.5.16',
  },
  {
    scenarios: ['code: a huge body'],
    ours: '413 invalid_request',
    theirs: refused,
    reason: 'The error is the same, and the status is more precise.',
    rfc: 'RFC 9110 15.5.14',
  },
  {
    scenarios: [
      'client, code: an empty secret in the header',
      'client, code: a public client in the header',
      'client, code: a header without a colon',
      'client, code: a header that is not base64',
      'client, code: an empty header',
      'client, code: an invalid encoding in the header',
    ],
    ours: noClient,
    theirs: refused,
    reason:
      'A client that fails to authenticate with the header gets 401 and the scheme, whatever the cause.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenarios: ['code: an unknown grant type, an unknown client'],
    ours: '400 unsupported_grant_type',
    theirs: noClient,
    reason: 'Of two errors, ours reports the cheaper one: it looks up no client for a missing grant type.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenarios: ['code: no grant type, an unknown client'],
    ours: refused,
    theirs: noClient,
    reason: 'Of two errors, ours reports the cheaper one: it looks up no client for a missing grant type.',
    rfc: 'RFC 6749 5.2',
  },
  { scenarios: ['code: a code with a NUL', 'code: a long code'], ours: refused, theirs: noGrant, ...notRead },
  {
    scenarios: ['revoke: a long token', 'revoke: a token with a NUL'],
    ours: refused,
    theirs: '200',
    ...notRead,
  },
  {
    scenarios: ['code: used twice, the second time expired'],
    ours: `${tokens}; ${noGrant}; 200 inactive`,
    theirs: `${tokens}; ${noGrant}; ${active}`,
    reason: 'A code used twice may be stolen, even if the second use is late, so ours revokes its tokens.',
    rfc: 'RFC 6749 4.1.2',
  },
  { scenarios: ['introspect: a long token'], ours: refused, theirs: '200 inactive', ...notRead },
  {
    scenarios: ['code: no verifier', 'code: an empty verifier'],
    ours: refused,
    theirs: noGrant,
    reason: 'PKCE is required, so the verifier is a required parameter that is missing.',
    rfc: 'RFC 6749 5.2, RFC 7636 4.5',
  },
  {
    scenarios: ['code: valid, after no verifier'],
    ours: `${refused}; ${tokens}`,
    theirs: `${noGrant}; ${tokens}`,
    reason: 'PKCE is required, so the verifier is a required parameter that is missing.',
    rfc: 'RFC 6749 5.2, RFC 7636 4.5',
  },
  {
    scenarios: [
      'code: a verifier of 42 characters',
      'code: a verifier of 129 characters',
      'code: a verifier with an invalid character',
      'code: a space in the verifier',
    ],
    ours: noGrant,
    theirs: refused,
    reason: 'Every verifier that does not match the challenge gets the same error, whatever its format.',
    rfc: 'RFC 7636 4.6',
  },
  {
    scenarios: ['code: no redirect', 'code: an empty redirect'],
    ours: noGrant,
    theirs: tokens,
    reason: 'A redirect in the authorization request must be repeated in the token request.',
    rfc: 'RFC 6749 4.1.3',
  },
  {
    scenarios: ['code: no redirect, two registered'],
    ours: noGrant,
    theirs: refused,
    reason: 'A missing or different redirect is invalid_grant.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenarios: [
      'refresh: a client without the grant type',
      'refresh: a client without the grant type, a wrong token',
    ],
    ours: '400 unauthorized_client',
    theirs: refused,
    reason: 'This is the error code for a client that may not use the grant type.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenarios: ['assertion: for another server too'],
    ours: noClient,
    theirs: tokens,
    reason: 'Another server in the audience could use the assertion at ours.',
    rfc: 'RFC 7523 3',
  },
  { scenarios: ['code, resource: MCP, none requested'], ...soleResource },
  { scenarios: ['refresh, resource: MCP, none requested'], ...soleResource },
  {
    scenarios: ['refresh: a used token immediately'],
    ours: `${tokens}; ${tokens}`,
    theirs: `${tokens}; ${noGrant}`,
    reason:
      'For 30 seconds a repeated refresh gets the same successor, because responses get lost and tabs refresh at once.',
    rfc: 'RFC 9700 4.14.2',
  },
  {
    scenarios: ["revoke: another public client's token"],
    ours: refused,
    theirs: '200',
    reason:
      'The error says that the token belongs to another client. Theirs says so only to confidential ones.',
    rfc: 'RFC 7009 2.1',
  },
  {
    scenarios: ['revoke: an access token: its refresh token'],
    ours: `200; ${tokens}`,
    theirs: `200; ${noGrant}`,
    reason:
      'A client that revokes one access token keeps the others. It can revoke its refresh token to end them all.',
    rfc: 'RFC 7009 2.1',
  },
  {
    scenarios: ['revoke: an old access token: the new one'],
    ours: `${tokens}; 200; ${active}`,
    theirs: `${tokens}; 200; 200 inactive`,
    reason:
      'A client that revokes one access token keeps the others. It can revoke its refresh token to end them all.',
    rfc: 'RFC 7009 2.1',
  },
  {
    scenarios: ['client, introspect: a public client'],
    ours: noClient,
    theirs: active,
    reason: 'Introspection requires authentication, and a public client cannot authenticate.',
    rfc: 'RFC 7662 2.1',
  },
  {
    scenarios: ['client, introspect: no client', 'introspect: an empty body'],
    ours: noClient,
    theirs: refused,
    reason: 'A request without credentials fails authentication first.',
    rfc: 'RFC 6749 5.2, RFC 7662 2.3',
  },
  {
    scenarios: ['introspect: an unknown Bearer token'],
    ours: '401 invalid_token',
    theirs: refused,
    reason:
      "An administrator's Bearer token is accepted too, and a wrong one gets the error of any resource.",
    rfc: 'RFC 7662 2.1, 2.3',
  },
];
