import type { Difference } from './difference.ts';

const tokens = '200 tokens for tickets:read+tickets:write';
const active = '200 active for tickets:read+tickets:write';
const refused = '400 invalid_request';
const noGrant = '400 invalid_grant';
const noClient = '401 invalid_client';

const notRead = {
  reason: 'A value longer than 8,192 characters, or with a NUL, is none of anybody and refused unread.',
  rfc: 'RFC 6749 5.2',
};
const soleResource = {
  ours: tokens,
  theirs: '400 invalid_target',
  reason: 'A token for the API works at /mcp too, so one for /mcp alone is less than was granted.',
  rfc: 'RFC 8707 2.2',
};

export const tokenDifferences: readonly Difference[] = [
  {
    scenes: [
      'code: by GET',
      'code: by PUT',
      'refresh: by GET',
      'revoke: by GET',
      'introspect: by GET',
      'device, authorization: by GET',
    ],
    ours: '405 invalid_request',
    theirs: '404 (not JSON)',
    reason: 'A wrong method is refused as such, and in the form that clients read.',
    rfc: 'RFC 6749 5.2, RFC 9110 15.5.6',
  },
  {
    scenes: [
      'code: JSON',
      'code: plain text',
      'revoke: JSON',
      'introspect: JSON',
      'device, authorization: JSON',
    ],
    ours: '415 invalid_request',
    theirs: refused,
    reason: 'The status says what is wrong; the error is the same.',
    rfc: 'RFC 9110 15.5.16',
  },
  {
    scenes: ['code: a huge body'],
    ours: '413 invalid_request',
    theirs: refused,
    reason: 'The status says what is wrong; the error is the same.',
    rfc: 'RFC 9110 15.5.14',
  },
  {
    scenes: [
      'client, code: an empty secret in the header',
      'client, code: a public client in the header',
      'client, code: a header without a colon',
      'client, code: a header that is no base64',
      'client, code: an empty header',
      'client, code: a broken encoding in the header',
    ],
    ours: noClient,
    theirs: refused,
    reason: 'Who tries the header and fails gets 401 and is told the scheme, however it failed.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenes: ['code: an unknown grant type of an unknown client'],
    ours: '400 unsupported_grant_type',
    theirs: noClient,
    reason:
      'Of two things that are wrong, the cheaper to see is named: no client is looked up for a grant that is not there.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenes: ['code: no grant type, an unknown client'],
    ours: refused,
    theirs: noClient,
    reason:
      'Of two things that are wrong, the cheaper to see is named: no client is looked up for a grant that is not there.',
    rfc: 'RFC 6749 5.2',
  },
  { scenes: ['code: a code with a NUL', 'code: a long code'], ours: refused, theirs: noGrant, ...notRead },
  {
    scenes: ['revoke: a long token', 'revoke: a token with a NUL'],
    ours: refused,
    theirs: '200',
    ...notRead,
  },
  {
    scenes: ['code: used twice, the second too late'],
    ours: `${tokens}; ${noGrant}; 200 inactive`,
    theirs: `${tokens}; ${noGrant}; ${active}`,
    reason: 'A code that comes twice was in two hands, also where the second was slow: what it gave ends.',
    rfc: 'RFC 6749 4.1.2',
  },
  { scenes: ['introspect: a long token'], ours: refused, theirs: '200 inactive', ...notRead },
  {
    scenes: ['code: no verifier', 'code: an empty verifier'],
    ours: refused,
    theirs: noGrant,
    reason: 'PKCE is always used, so the verifier is a required parameter, and it is missing.',
    rfc: 'RFC 6749 5.2, RFC 7636 4.5',
  },
  {
    scenes: ['code: right, after no verifier'],
    ours: `${refused}; ${tokens}`,
    theirs: `${noGrant}; ${tokens}`,
    reason: 'PKCE is always used, so the verifier is a required parameter, and it is missing.',
    rfc: 'RFC 6749 5.2, RFC 7636 4.5',
  },
  {
    scenes: [
      'code: a verifier of 42 characters',
      'code: a verifier of 129 characters',
      'code: a verifier of other characters',
      'code: a space in the verifier',
    ],
    ours: noGrant,
    theirs: refused,
    reason: 'A verifier that is not the promised one is answered alike, whatever it looks like.',
    rfc: 'RFC 7636 4.6',
  },
  {
    scenes: ['code: no redirect', 'code: an empty redirect'],
    ours: noGrant,
    theirs: tokens,
    reason: 'A redirect that was named at authorization must be named again.',
    rfc: 'RFC 6749 4.1.3',
  },
  {
    scenes: ['code: no redirect of two'],
    ours: noGrant,
    theirs: refused,
    reason: 'A redirect that does not match what was named is invalid_grant, absent or other.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenes: [
      'refresh: of a client that did not register the grant type',
      'refresh: of a client that did not register the grant type, a wrong token',
    ],
    ours: '400 unauthorized_client',
    theirs: refused,
    reason: 'The code for a client that may not use a grant.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenes: ['assertion: for another server too'],
    ours: noClient,
    theirs: tokens,
    reason: 'A server that is named beside ours could take the assertion it gets and use it here.',
    rfc: 'RFC 7523 3',
  },
  { scenes: ['code, resource: MCP, where none was asked'], ...soleResource },
  { scenes: ['refresh, resource: MCP, where none was asked'], ...soleResource },
  {
    scenes: ['refresh: a spent one at once'],
    ours: `${tokens}; ${tokens}`,
    theirs: `${tokens}; ${noGrant}`,
    reason:
      'For 30 seconds a repeated refresh gets the same successor: answers get lost, and two tabs refresh at once.',
    rfc: 'RFC 9700 4.14.2',
  },
  {
    scenes: ["revoke: another public client's token"],
    ours: refused,
    theirs: '200',
    reason: 'The client is told that the token is not its own; theirs tells only confidential ones.',
    rfc: 'RFC 7009 2.1',
  },
  {
    scenes: ['revoke: an access token: its refresh token'],
    ours: `200; ${tokens}`,
    theirs: `200; ${noGrant}`,
    reason:
      'A client that gives one access token back keeps the rest; it may revoke its refresh token to end all.',
    rfc: 'RFC 7009 2.1',
  },
  {
    scenes: ['revoke: an old access token: the new one'],
    ours: `${tokens}; 200; ${active}`,
    theirs: `${tokens}; 200; 200 inactive`,
    reason:
      'A client that gives one access token back keeps the rest; it may revoke its refresh token to end all.',
    rfc: 'RFC 7009 2.1',
  },
  {
    scenes: ['client, introspect: a public client'],
    ours: noClient,
    theirs: active,
    reason: 'Whoever asks must show who they are, which a public client cannot.',
    rfc: 'RFC 7662 2.1',
  },
  {
    scenes: ['client, introspect: nobody', 'introspect: an empty body'],
    ours: noClient,
    theirs: refused,
    reason: 'Who shows nothing of themselves has not authenticated: that is the first thing wrong.',
    rfc: 'RFC 6749 5.2, RFC 7662 2.3',
  },
  {
    scenes: ['introspect: the token of a stranger as Bearer'],
    ours: '401 invalid_token',
    theirs: refused,
    reason: "An administrator's token may ask too, as Bearer; a wrong one is answered as at any resource.",
    rfc: 'RFC 7662 2.1, 2.3',
  },
];
