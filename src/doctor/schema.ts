import { Type } from 'typebox';
import { nullable } from '../contract/schemas.ts';

export const DoctorReport = Type.Object(
  {
    url: Type.String({ description: 'The address that clients use.' }),
    // `failed` means that some client cannot connect.
    state: Type.Enum(['ok', 'warning', 'failed'], { description: 'The worst state of the steps.' }),
    clients: Type.Array(
      Type.Object({
        name: Type.String({ examples: ['Claude Code'] }),
        connects: nullable(
          Type.Boolean({ description: 'Whether it can connect; null if it could not be tested.' }),
        ),
        why: nullable(Type.String({ description: 'Why it cannot connect or was not tested.' })),
      }),
    ),
    steps: Type.Array(
      Type.Object({
        client: nullable(
          Type.String({ description: 'The client it concerns; null for all clients.', examples: ['Claude'] }),
        ),
        step: Type.String({ examples: ['challenge'] }),
        state: Type.Enum(['ok', 'warning', 'failed', 'skipped']),
        what: Type.String({ description: 'What was checked.' }),
        // Status and headers, never a secret.
        evidence: nullable(Type.String({ description: 'The response.' })),
        why: nullable(Type.String({ description: 'What is wrong.' })),
        fix: nullable(Type.String({ description: 'How to fix it.' })),
      }),
    ),
  },
  { title: 'DoctorReport' },
);
