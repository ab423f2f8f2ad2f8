import { NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { confirmSession } from '../confirmation/confirm.ts';
import { relyingPartyAt } from '../passkeys/relying-party.ts';
import type { ProofServices } from '../proof.ts';
import {
  BackupCodes,
  CodeProof,
  PasswordAndCodeProof,
  PasswordOrCodeProof,
  PasswordProof,
  TwoFactorSetup,
  TwoFactorState,
} from './schema.ts';
import {
  confirmSecondFactor,
  disableSecondFactor,
  renewBackupCodes,
  secondFactorState,
  startSecondFactor,
} from './second-factor.ts';

const access = { credential: 'session', beforeEnrollment: true } as const;
const tag = 'Sessions';
const path = '/api/v1/me/two-factor';

/** A member's own second factor: TOTP with backup codes. */
export const secondFactorRoutes = (proof: ProofServices) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'getSecondFactor',
    tag,
    summary: 'Get the state of your second factor',
    access,
    response: { 200: TwoFactorState },
    run: ({ member }) => secondFactorState(proof.db, member),
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'startSecondFactor',
    tag,
    summary: 'Start setting up a second factor',
    description: 'Takes effect when the first code confirms it.',
    access,
    body: PasswordProof,
    reference: { errors: ['invalid_credentials', 'already_exists', 'single_sign_on_required'] },
    response: { 201: TwoFactorSetup },
    run: ({ member, from, body }) => startSecondFactor(proof, from, member, body.currentPassword),
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/confirm`,
    operationId: 'confirmSecondFactor',
    tag,
    summary: 'Confirm the setup with a first code',
    description: 'Returns the backup codes, which are shown only once.',
    access,
    body: CodeProof,
    reference: { errors: ['two_factor_invalid', 'not_found', 'already_exists'] },
    response: { 200: BackupCodes },
    run: async ({ member, from, body }) => ({
      backupCodes: await confirmSecondFactor(proof, from, member, body.code),
    }),
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/verify`,
    operationId: 'verifySecondFactor',
    tag,
    summary: 'Verify your second factor in a session that was opened without it',
    description: 'The same as `code` of POST /api/v1/me/confirm.',
    access,
    body: CodeProof,
    reference: { errors: ['two_factor_invalid', 'not_found'] },
    response: { 204: NoContent },
    run: async ({ member, from, host, body }) => {
      await confirmSession(proof, from, member, relyingPartyAt(host), body);
    },
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/backup-codes`,
    operationId: 'replaceBackupCodes',
    tag,
    summary: 'Replace your backup codes',
    description:
      'Requires `code`, or `currentPassword` in a session with a verified second factor. The new codes are shown only once.',
    access,
    body: PasswordOrCodeProof,
    reference: {
      errors: [
        'invalid_credentials',
        'two_factor_required',
        'single_sign_on_required',
        'two_factor_invalid',
        'not_found',
      ],
    },
    response: { 201: BackupCodes },
    run: async ({ member, from, body }) => ({
      backupCodes: await renewBackupCodes(proof, from, member, body),
    }),
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/disable`,
    operationId: 'disableSecondFactor',
    tag,
    summary: 'Turn off your second factor',
    access,
    body: PasswordAndCodeProof,
    reference: {
      errors: [
        'invalid_credentials',
        'two_factor_required',
        'single_sign_on_required',
        'two_factor_invalid',
        'not_found',
        'forbidden',
      ],
    },
    response: { 204: NoContent },
    run: ({ member, from, body }) => disableSecondFactor(proof, from, member, body),
  }),
];
