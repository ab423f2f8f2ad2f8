import { defineRoute } from '../../http/define-route.ts';
import { relyingPartyAt } from '../passkeys/relying-party.ts';
import { RequestOptions } from '../passkeys/schema.ts';
import type { ProofServices } from '../proof.ts';
import { confirmationOptions, confirmSession } from './confirm.ts';
import { Confirmation, Confirmed } from './schema.ts';

const access = { credential: 'session', beforeEnrollment: true } as const;
const tag = 'Sessions';
const path = '/api/v1/me/confirm';

/** Confirms a session, for changes that ask for it. */
export const confirmationRoutes = (proof: ProofServices) => [
  defineRoute({
    method: 'POST',
    path: `${path}/options`,
    operationId: 'startConfirmation',
    tag,
    summary: 'Start confirming this session with a passkey',
    description: 'Returns the options for navigator.credentials.get(). They are valid for 5 minutes.',
    access,
    reference: { errors: ['not_found'] },
    response: { 200: RequestOptions },
    run: ({ member, from, host }) => confirmationOptions(proof.db, from, member, relyingPartyAt(host)),
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'confirmSession',
    tag,
    summary: 'Confirm this session for 15 minutes',
    description:
      'With `password`, `code` or `passkey`. A code or a passkey also counts as the second factor of this session.',
    access,
    body: Confirmation,
    reference: {
      errors: [
        'invalid_credentials',
        'two_factor_required',
        'two_factor_invalid',
        'passkey_invalid',
        'single_sign_on_required',
      ],
    },
    response: { 200: Confirmed },
    run: async ({ member, from, host, body }) => {
      const until = await confirmSession(proof, from, member, relyingPartyAt(host), body);
      return { confirmedUntil: until.toISOString() };
    },
  }),
];
