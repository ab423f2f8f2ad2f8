import type { Difference } from './difference.ts';

const badMetadata = '400 invalid_client_metadata';
const badRedirect = '400 invalid_redirect_uri';
const registered = '201 client_secret_post with secret redirects 1';

export const registrationDifferences: readonly Difference[] = [
  {
    scenes: ['register: by GET'],
    ours: '405 invalid_request',
    theirs: '404 (not JSON)',
    reason: 'A wrong method is refused as such, and in the form that clients read.',
    rfc: 'RFC 7591 3.2.2, RFC 9110 15.5.6',
  },
  {
    scenes: ['register: an empty body', 'register: an array', 'register: a text', 'register: null'],
    ours: badMetadata,
    theirs: '400 invalid_request',
    reason: 'Registration has no error called invalid_request; what is no object is invalid metadata.',
    rfc: 'RFC 7591 3.2.2',
  },
  {
    scenes: ['register: an unknown application type', 'register, grants: a scope'],
    ours: registered,
    theirs: badMetadata,
    reason: 'A field without effect here is not judged; the scopes of theirs come with the resource alone.',
    rfc: 'RFC 7591 2',
  },
  {
    scenes: ['register, grants: an unknown one'],
    ours: registered,
    theirs: badMetadata,
    reason: 'What there is not, is left out, and the answer says what was registered.',
    rfc: 'RFC 7591 3.2.1',
  },
  {
    scenes: ['register, grants: none', 'register, grants: refresh alone'],
    ours: badMetadata,
    theirs: registered,
    reason: 'Without a grant that begins anything the client could do nothing: its developer learns it now.',
    rfc: 'RFC 7591 2.1',
  },
  {
    scenes: ['register, method: private_key_jwt with no key'],
    ours: badMetadata,
    theirs: '201 private_key_jwt without secret redirects 1',
    reason: 'Without a key the client could never authenticate: its developer learns it now.',
    rfc: 'RFC 7591 2',
  },
  {
    scenes: ['register, redirects: eleven'],
    ours: badRedirect,
    theirs: '201 client_secret_post with secret redirects 11',
    reason: 'Registration is open to strangers, so it is bounded: ten redirects.',
    rfc: 'RFC 7591 5',
  },
  {
    scenes: ['register, redirects: long'],
    ours: badRedirect,
    theirs: registered,
    reason: 'Registration is open to strangers, so it is bounded: 2,000 characters a redirect.',
    rfc: 'RFC 7591 5',
  },
  {
    scenes: [
      'register, redirects: a wildcard',
      'register, redirects: a user name',
      'register, redirects: a space',
    ],
    ours: badRedirect,
    theirs: registered,
    reason:
      'A redirect is compared letter by letter, so it must be one that a browser reads as it is written.',
    rfc: 'RFC 9700 2.1, RFC 3986 2',
  },
  {
    scenes: ['register, redirects: https without a host'],
    ours: badRedirect,
    theirs: registered,
    reason: 'The address names no host; browsers make up one out of its path.',
    rfc: 'RFC 9110 4.2.2',
  },
  {
    scenes: ['register, redirects: http off this machine'],
    ours: badRedirect,
    theirs: registered,
    reason: 'A code must not cross a network in clear: http is for loopback alone.',
    rfc: 'RFC 9700 2.6',
  },
  {
    scenes: ['register, redirects: good and bad'],
    ours: badRedirect,
    theirs: '201 client_secret_post with secret redirects 2',
    reason: 'A code must not cross a network in clear: http is for loopback alone.',
    rfc: 'RFC 9700 2.6',
  },
  {
    scenes: ['register, redirects: native, an own scheme without a dot'],
    ours: badRedirect,
    theirs: '201 none without secret redirects 1',
    reason: 'An own scheme is a reverse domain name, so that no two applications have the same one.',
    rfc: 'RFC 8252 7.1',
  },
];
