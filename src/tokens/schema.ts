import { Type } from 'typebox';
import { scopes } from '../access/scopes.ts';
import { idFilter, nullable, pageOf, pageQuery, Timestamp } from '../contract/schemas.ts';

/** Longest name of a token, in code points. */
export const tokenNameLength = 100;
/** Longest overlap of a rotation, in seconds. */
const maxOverlap = 86_400;

const ScopeList = Type.Array(Type.Enum([...scopes]), { minItems: 1, maxItems: 20 });

const tokenFields = {
  id: Type.String({ examples: ['tok_…'] }),
  name: Type.String({ examples: ['CI Pipeline'] }),
  lastUsedAt: nullable(Timestamp),
  createdAt: Timestamp,
  expiresAt: nullable({
    ...Timestamp,
    description: 'When it ends: its expiry, or the end of the overlap once it was rotated. Null: never.',
  }),
  scopes: nullable({ ...ScopeList, description: 'Null: everything that the member may do.' }),
  hint: Type.String({ description: 'The last four characters of the secret.', examples: ['k3Qz'] }),
};
export const Token = Type.Object(tokenFields, { title: 'Token' });
export const UsageQuery = Type.Object({ days: Type.Integer({ minimum: 1, maximum: 90, default: 30 }) });
export const TokenUsage = Type.Object(
  {
    days: Type.Array(Type.String({ format: 'date', examples: ['2026-05-03'] }), {
      description: 'Days in UTC, the oldest first; the last is today.',
    }),
    tokens: Type.Array(
      Type.Object({
        id: Type.String({ examples: ['tok_…'] }),
        counts: Type.Array(Type.Integer(), { description: 'Accepted requests, one number a day.' }),
      }),
      { description: 'My active tokens, newest first.' },
    ),
  },
  { title: 'TokenUsage' },
);
export const TokenList = Type.Object({ tokens: Type.Array(Token) });
export const CreatedToken = Type.Object(
  {
    ...tokenFields,
    token: Type.String({ description: 'The secret, shown this once.', examples: ['spedy_pat_…'] }),
  },
  { title: 'CreatedToken' },
);
const Owner = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() });
export const OwnedTokenPage = pageOf(Type.Object({ ...tokenFields, owner: Owner }, { title: 'OwnedToken' }));

export const stopReasons = ['pats_disabled', 'idle', 'idle_soon'] as const;
export const PolicyDryRun = Type.Object(
  {
    tokens: Type.Array(
      Type.Object({
        id: Type.String(),
        name: tokenFields.name,
        hint: tokenFields.hint,
        reason: Type.Enum([...stopReasons], {
          description:
            'idle: revoked for good, at once; idle_soon: revoked for good within a day, unless it is used until then; pats_disabled: stopped until tokens are switched on again.',
        }),
        owner: Owner,
      }),
      { description: 'The first 100 of the tokens that would stop, newest first.' },
    ),
    totalTokens: Type.Integer({ description: 'How many tokens would stop.' }),
    totalMembers: Type.Integer({ description: 'How many members have one of them.' }),
    membersWithoutTwoFactor: Type.Integer({
      description: 'How many active members would be asked to set up a second factor.',
    }),
  },
  { title: 'PolicyDryRun' },
);

const expiresAt = Type.Optional(
  nullable(
    Type.String({
      format: 'date-time',
      description: 'RFC 3339 in any zone; null or absent: as the creator has it.',
    }),
  ),
);
export const TokenRequest = Type.Object(
  { name: Type.String(), expiresAt, scopes: Type.Optional(nullable(ScopeList)) },
  { additionalProperties: false },
);
export const RotationRequest = Type.Object(
  {
    overlapSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxOverlap,
        description: 'How long the old token still works; 0: not at all.',
      }),
    ),
    expiresAt,
  },
  { additionalProperties: false },
);
export const IdempotencyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Repeats with the same key within 24 hours create nothing new.' }),
  ),
});
export const OwnedTokenQuery = Type.Object({
  ...pageQuery,
  userId: idFilter('usr'),
  unusedForDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 })),
  expiringWithinDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
  expiry: Type.Optional(Type.Enum(['none', 'set'], { description: 'Whether a token expires at all.' })),
});
export const BulkRevocation = Type.Object(
  { tokenIds: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
);
export const BulkRevoked = Type.Object({
  revoked: Type.Array(Type.String(), {
    description: "Those that were active and the organization's; others are left out.",
  }),
});

export const noticeKinds = [
  'token_leaked',
  'connection_leaked',
  'session_leaked',
  'invitation_leaked',
] as const;
const Notice = Type.Object(
  {
    id: Type.String({ examples: ['ntc_…'] }),
    kind: Type.Enum([...noticeKinds]),
    tokenId: Type.String({
      description:
        "The token's id; of a connected application its grant's, of others the session's or invitation's.",
    }),
    tokenName: Type.String({
      description: "The token's name, or the application's; the email of an invitation; empty for a session.",
    }),
    alsoEnded: Type.Integer({
      description:
        'How many tokens, sessions, invitations and connections ended with it, because it had made them.',
    }),
    message: Type.String(),
    createdAt: Timestamp,
  },
  { title: 'Notice' },
);
export const NoticePage = pageOf(Notice);
export const NoticeQuery = Type.Object(pageQuery);
