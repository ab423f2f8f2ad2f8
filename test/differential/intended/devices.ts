import type { Difference } from './difference.ts';

const tokens = '200 tokens for tickets:read+tickets:write';
const active = '200 active for tickets:read+tickets:write';
const noGrant = '400 invalid_grant';
const pending = '400 authorization_pending';

export const deviceDifferences: readonly Difference[] = [
  {
    scenes: ['device, authorization: an unknown scope'],
    ours: '400 invalid_scope',
    theirs: '200 device code 600',
    reason: 'An unknown scope is an error that tells the developer; theirs leaves it out in silence.',
    rfc: 'RFC 8628 3.1, RFC 6749 5.2',
  },
  {
    scenes: ['device, authorization: a client that did not register for devices'],
    ours: '400 unauthorized_client',
    theirs: '400 invalid_request',
    reason: 'The code for a client that may not use a grant.',
    rfc: 'RFC 6749 5.2',
  },
  {
    scenes: ['device: asked too often'],
    ours: `${pending}; 400 slow_down`,
    theirs: `${pending}; ${pending}`,
    reason: 'A device that does not keep to the interval is told so.',
    rfc: 'RFC 8628 3.5',
  },
  {
    scenes: ['device: denied, asked again'],
    ours: 'decided; 400 access_denied; 400 access_denied',
    theirs: `decided; 400 access_denied; ${noGrant}`,
    reason: 'A denial stays what it is: a device that lost the answer learns it at the next poll.',
    rfc: 'RFC 8628 3.5',
  },
  {
    scenes: ['device: used twice: its access token'],
    ours: `decided; ${tokens}; ${noGrant}; ${active}`,
    theirs: `decided; ${tokens}; ${noGrant}; 200 inactive`,
    reason:
      'Devices poll, also once more after the answer came. The rule that a second use revokes is of codes that pass through a browser.',
    rfc: 'RFC 6749 4.1.2, RFC 8628 3.4',
  },
  {
    scenes: ['device: too old'],
    ours: '400 expired_token',
    theirs: noGrant,
    reason: 'The device is told to begin again; theirs has forgotten the code by then.',
    rfc: 'RFC 8628 3.5',
  },
  {
    scenes: ['device: allowed, then too old'],
    ours: 'decided; 400 expired_token',
    theirs: `decided; ${noGrant}`,
    reason: 'The device is told to begin again; theirs has forgotten the code by then.',
    rfc: 'RFC 8628 3.5',
  },
];
