import { Type } from 'typebox';
import { nullable } from '../contract/schemas.ts';
import { states } from './report.ts';

export const DoctorReport = Type.Object(
  {
    url: Type.String({ description: 'The address that clients are given.' }),
    state: Type.Enum(['ok', 'warning', 'failed'], { description: 'The worst of the steps.' }),
    clients: Type.Array(
      Type.Object({
        name: Type.String({ examples: ['Claude Code'] }),
        connects: nullable(
          Type.Boolean({ description: 'Whether it can connect; null: that could not be tried.' }),
        ),
        why: nullable(Type.String({ description: 'Why it cannot, or was not tried.' })),
      }),
    ),
    steps: Type.Array(
      Type.Object({
        client: nullable(
          Type.String({ description: 'Whom it is about; null: every client.', examples: ['Claude'] }),
        ),
        step: Type.String({ examples: ['challenge'] }),
        state: Type.Enum([...states]),
        what: Type.String({ description: 'What was tried.' }),
        evidence: nullable(Type.String({ description: 'What came back.' })),
        why: nullable(Type.String({ description: 'What is wrong.' })),
        fix: nullable(Type.String({ description: 'What to do about it.' })),
      }),
    ),
  },
  { title: 'DoctorReport' },
);
