import { Type } from 'typebox';
import { nullable, Timestamp } from '../contract/schemas.ts';
import { openings, type VerifiedFactor, verifiedFactors } from './openings.ts';

const Session = Type.Object(
  {
    id: Type.String({ examples: ['ses_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    current: Type.Boolean({ description: 'Whether this request used the session.' }),
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    expiresAt: { ...Timestamp, description: 'When it ends, used or not.' },
    idleExpiresAt: { ...Timestamp, description: 'When it ends unless it is used before.' },
    address: nullable(Type.String()),
    userAgent: nullable(Type.String()),
    openedBy: Type.Enum([...openings], { description: 'How the session was opened.' }),
    secondFactor: Type.Unsafe<VerifiedFactor | null>({
      type: ['string', 'null'],
      enum: [...verifiedFactors, null],
      description: 'The second factor verified in this session; null for none.',
    }),
    secondFactorAt: nullable(Timestamp),
    confirmedAt: nullable({
      ...Timestamp,
      description: 'When its member last showed a password, a code or a passkey in it.',
    }),
  },
  { title: 'Session' },
);
export const SessionList = Type.Object({ data: Type.Array(Session) });
