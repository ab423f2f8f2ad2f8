import { NoContent, responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import { principalOf } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import {
  BackupCodes,
  CodeProof,
  PasswordAndCodeProof,
  PasswordOrCodeProof,
  PasswordProof,
  TwoFactorSetup,
  TwoFactorState,
} from '../../sessions/schema.ts';
import type { ProofDoor } from '../proof.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  renewBackupCodes,
  secondFactorState,
  verifySecondFactor,
} from './second-factor.ts';

const config = { access: { credential: 'session', beforeEnrollment: true } } as const;
const tags = ['Sessions'];
const path = '/api/v1/me/two-factor';

/** Manages a member's second factor: TOTP with backup codes. Session only. */
export function secondFactorRoutes(server: Server, door: ProofDoor): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'Get the state of your second factor',
        response: responses({ 200: TwoFactorState }),
      },
      config,
    },
    (request) => secondFactorState(door.db, principalOf(request)),
  );

  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Start setting up a second factor',
        description: 'Takes effect when the first code confirms it.',
        body: PasswordProof,
        response: responses({ 201: TwoFactorSetup }),
      },
      config,
    },
    async (request, reply) => {
      const from = originOf(request);
      const setup = await beginSecondFactor(door, from, principalOf(request), request.body.currentPassword);
      return reply.status(201).send(setup);
    },
  );

  server.post(
    `${path}/confirm`,
    {
      schema: {
        tags,
        summary: 'Confirm the setup with a first code',
        description: 'Returns the backup codes, which are shown only once.',
        body: CodeProof,
        response: responses({ 200: BackupCodes }),
      },
      config,
    },
    async (request) => {
      const from = originOf(request);
      return { backupCodes: await confirmSecondFactor(door, from, principalOf(request), request.body.code) };
    },
  );

  server.post(
    `${path}/verify`,
    {
      schema: {
        tags,
        summary: 'Verify your second factor in a session that was opened without it',
        body: CodeProof,
        response: responses({ 204: NoContent }),
      },
      config,
    },
    async (request, reply) => {
      const from = originOf(request);
      await verifySecondFactor(door, from, principalOf(request), request.body.code);
      return reply.status(204).send(null);
    },
  );

  server.post(
    `${path}/backup-codes`,
    {
      schema: {
        tags,
        summary: 'Replace your backup codes',
        description:
          'Requires `code`, or `currentPassword` in a session with a verified second factor. The new codes are shown only once.',
        body: PasswordOrCodeProof,
        response: responses({ 201: BackupCodes }),
      },
      config,
    },
    async (request, reply) => {
      const from = originOf(request);
      const backupCodes = await renewBackupCodes(door, from, principalOf(request), request.body);
      return reply.status(201).send({ backupCodes });
    },
  );

  server.post(
    `${path}/disable`,
    {
      schema: {
        tags,
        summary: 'Turn off your second factor',
        body: PasswordAndCodeProof,
        response: responses({ 204: NoContent }),
      },
      config,
    },
    async (request, reply) => {
      await endSecondFactor(door, originOf(request), principalOf(request), request.body);
      return reply.status(204).send(null);
    },
  );
}
