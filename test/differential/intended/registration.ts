import type { Difference } from './difference.ts';

const badMetadata = '400 invalid_client_metadata';
const badRedirect = '400 invalid_redirect_uri';
const registered = '201 client_secret_post with secret redirects 1';

export const registrationDifferences: readonly Difference[] = [
  {
    scenarios: ['register: with GET'],
    ours: '405 invalid_request',
    theirs: '404 (not JSON)',
    reason: 'Ours rejects a wrong method with 405, in the JSON format that clients read.',
    rfc: 'RFC 7591 3.2.2, RFC 9110 15.5.6',
  },
  {
    scenarios: ['register: an empty body', 'register: an array', 'register: a string', 'register: null'],
    ours: badMetadata,
    theirs: '400 invalid_request',
    reason: 'Registration does not define invalid_request. A body that is not an object is invalid metadata.',
    rfc: 'RFC 7591 3.2.2',
  },
  {
    scenarios: ['register: an unknown application type', 'register, grant types: a scope'],
    ours: registered,
    theirs: badMetadata,
    reason: 'Ours does not check fields that it ignores. Theirs defines its scopes only for resources.',
    rfc: 'RFC 7591 2',
  },
  {
    scenarios: ['register, grant types: a known and an unknown one'],
    ours: registered,
    theirs: badMetadata,
    reason: 'Ours ignores an unknown grant type, and the response lists the registered ones.',
    rfc: 'RFC 7591 3.2.1',
  },
  {
    scenarios: ['register, grant types: none', 'register, grant types: only refresh'],
    ours: badMetadata,
    theirs: registered,
    reason: 'Without a grant type to start with, the client is unusable. The error informs its developer.',
    rfc: 'RFC 7591 2.1',
  },
  {
    scenarios: ['register, method: private_key_jwt with an empty key set'],
    ours: badMetadata,
    theirs: '201 private_key_jwt without secret redirects 1',
    reason: 'Without a key the client can never authenticate. The error informs its developer.',
    rfc: 'RFC 7591 2',
  },
  {
    scenarios: ['register, redirects: eleven'],
    ours: badRedirect,
    theirs: '201 client_secret_post with secret redirects 11',
    reason: 'Anyone can register a client, so ours limits the number of redirects to ten.',
    rfc: 'RFC 7591 5',
  },
  {
    scenarios: ['register, redirects: long'],
    ours: badRedirect,
    theirs: registered,
    reason: 'Anyone can register a client, so ours limits each redirect to 2,000 characters.',
    rfc: 'RFC 7591 5',
  },
  {
    scenarios: [
      'register, redirects: a wildcard',
      'register, redirects: a user name',
      'register, redirects: a space',
    ],
    ours: badRedirect,
    theirs: registered,
    reason: 'Redirects are compared character by character, so browsers must use them unchanged.',
    rfc: 'RFC 9700 2.1, RFC 3986 2',
  },
  {
    scenarios: ['register, redirects: https without a host'],
    ours: badRedirect,
    theirs: registered,
    reason: 'The URL has no host. Browsers would take one from its path.',
    rfc: 'RFC 9110 4.2.2',
  },
  {
    scenarios: ['register, redirects: http on another host'],
    ours: badRedirect,
    theirs: registered,
    reason: 'A code must not cross a network in clear text, so http is allowed only for loopback.',
    rfc: 'RFC 9700 2.6',
  },
  {
    scenarios: ['register, redirects: a valid and an invalid one'],
    ours: badRedirect,
    theirs: '201 client_secret_post with secret redirects 2',
    reason: 'A code must not cross a network in clear text, so http is allowed only for loopback.',
    rfc: 'RFC 9700 2.6',
  },
  {
    scenarios: ['register, redirects: native, a custom scheme without a dot'],
    ours: badRedirect,
    theirs: '201 none without secret redirects 1',
    reason: 'A custom scheme must be a reverse domain name, so that no two applications share one.',
    rfc: 'RFC 8252 7.1',
  },
];
