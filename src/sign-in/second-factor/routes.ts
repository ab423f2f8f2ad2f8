import { NoContent, responses } from '../../contract/schemas.ts';
import { memberOrigin } from '../../http/change-origin.ts';
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

/** A member's second factor: TOTP with backup codes. For the session only: no token may touch it. */
export function secondFactorRoutes(server: Server, door: ProofDoor, now: () => number): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'Whether I have a second factor',
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
        summary: 'Begin to set up a second factor; it counts once a first code confirms it',
        body: PasswordProof,
        response: responses({ 201: TwoFactorSetup }),
      },
      config,
    },
    async (request, reply) => {
      const from = memberOrigin(request, now());
      const setup = await beginSecondFactor(door, from, principalOf(request), request.body.currentPassword);
      return reply.status(201).send(setup);
    },
  );

  server.post(
    `${path}/confirm`,
    {
      schema: {
        tags,
        summary: 'Confirm the setup with a first code; answers with the backup codes, this once',
        body: CodeProof,
        response: responses({ 200: BackupCodes }),
      },
      config,
    },
    async (request) => {
      const from = memberOrigin(request, now());
      return { backupCodes: await confirmSecondFactor(door, from, principalOf(request), request.body.code) };
    },
  );

  server.post(
    `${path}/verify`,
    {
      schema: {
        tags,
        summary: 'Show my second factor in this session, which was opened without',
        body: CodeProof,
        response: responses({ 204: NoContent }),
      },
      config,
    },
    async (request, reply) => {
      const from = memberOrigin(request, now());
      await verifySecondFactor(door, from, principalOf(request), request.body.code);
      return reply.status(204).send(null);
    },
  );

  server.post(
    `${path}/backup-codes`,
    {
      schema: {
        tags,
        summary: 'Replace my backup codes, shown this once',
        description:
          'Takes a code, or in a session that has shown one before, the password: `code` or `currentPassword`.',
        body: PasswordOrCodeProof,
        response: responses({ 201: BackupCodes }),
      },
      config,
    },
    async (request, reply) => {
      const from = memberOrigin(request, now());
      const backupCodes = await renewBackupCodes(door, from, principalOf(request), request.body);
      return reply.status(201).send({ backupCodes });
    },
  );

  server.post(
    `${path}/disable`,
    {
      schema: {
        tags,
        summary: 'Switch my second factor off',
        body: PasswordAndCodeProof,
        response: responses({ 204: NoContent }),
      },
      config,
    },
    async (request, reply) => {
      await endSecondFactor(door, memberOrigin(request, now()), principalOf(request), request.body);
      return reply.status(204).send(null);
    },
  );
}
