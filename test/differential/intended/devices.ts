import type { Difference } from './difference.ts';

const tokens = '200 tokens for tickets:read+tickets:write';
const active = '200 active for tickets:read+tickets:write';
const noGrant = '400 invalid_grant';
const pending = '400 authorization_pending';

export const deviceDifferences: readonly Difference[] = [
  {
    scenarios: ['device, authorization: an unknown scope'],
    ours: '400 invalid_scope',
    theirs: '200 device code 600',
    reason: 'An error for an unknown scope informs the developer. Theirs silently ignores the scope.',
    rfc: 'RFC 8628 3.1, RFC 6749 5.2',
  },
  {
    scenarios: ['device, authorization: a client without the device grant type'],
    ours: '400 unauthorized_client',
    theirs: '400 invalid_request',
    reason: 'This is the error code for a client that may not use the grant type.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenarios: ['device: polled too often'],
    ours: `${pending}; 400 slow_down`,
    theirs: `${pending}; ${pending}`,
    reason: 'A device that polls faster than the interval gets slow_down.',
    rfc: 'RFC 8628 3.5',
  },
  {
    scenarios: ['device: denied, polled again'],
    ours: 'decided; 400 access_denied; 400 access_denied',
    theirs: `decided; 400 access_denied; ${noGrant}`,
    reason: 'A device that lost the response gets the denial again at the next poll.',
    rfc: 'RFC 8628 3.5',
  },
  {
    scenarios: ['device: used twice: its access token'],
    ours: `decided; ${tokens}; ${noGrant}; ${active}`,
    theirs: `decided; ${tokens}; ${noGrant}; 200 inactive`,
    reason:
      'A device may poll once more after it got its tokens. Revocation on second use is for codes that pass through a browser.',
    rfc: 'RFC 6749 4.1.2, RFC 8628 3.4',
  },
  {
    scenarios: ['device: expired'],
    ours: '400 expired_token',
    theirs: noGrant,
    reason: 'The error tells the device to start again. Theirs no longer knows the code.',
    rfc: 'RFC 8628 3.5',
  },
  {
    scenarios: ['device: allowed, then expired'],
    ours: 'decided; 400 expired_token',
    theirs: `decided; ${noGrant}`,
    reason: 'The error tells the device to start again. Theirs no longer knows the code.',
    rfc: 'RFC 8628 3.5',
  },
];
