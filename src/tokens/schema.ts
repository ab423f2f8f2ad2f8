import { type Static, Type } from 'typebox';
import { scopes } from '../access/scopes.ts';
import { nullable, Timestamp } from '../contract/schemas.ts';

/** Maximum length of a token's name, in code points. */
export const tokenNameLength = 100;
/** Maximum length of a token's description, in code points. */
export const descriptionLength = 500;
/** Maximum overlap of a rotation, in seconds. */
const maxOverlap = 86_400;

const ScopeList = Type.Array(Type.Enum([...scopes]), { minItems: 1, maxItems: 20 });

export const tokenFields = {
  id: Type.String({ examples: ['tok_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  name: Type.String({ examples: ['CI Pipeline'] }),
  description: nullable(
    Type.String({
      description: "What the token is for, in its member's own words.",
      examples: ['Deploys main'],
    }),
  ),
  lastUsedAt: nullable(Timestamp),
  createdAt: Timestamp,
  expiresAt: nullable({
    ...Timestamp,
    description: 'When the token expires, or the overlap ends after a rotation; null for never.',
  }),
  scopes: nullable({ ...ScopeList, description: 'null for everything that the member is allowed to do.' }),
  hint: Type.String({ description: 'The last four characters of the secret.', examples: ['k3Qz'] }),
};
export const Token = Type.Object(tokenFields, { title: 'Token' });
export const UsageQuery = Type.Object({ days: Type.Integer({ minimum: 1, maximum: 90, default: 30 }) });
export const TokenUsage = Type.Object(
  {
    days: Type.Array(Type.String({ format: 'date', examples: ['2026-05-03'] }), {
      description: 'Days in UTC, oldest first, ending today.',
    }),
    tokens: Type.Array(
      Type.Object({
        id: Type.String({ examples: ['tok_8k2v7q5m1x9c4t6w3b8z0ae'] }),
        counts: Type.Array(Type.Integer(), { description: 'Accepted requests per day.' }),
      }),
      { description: 'Your active tokens, newest first.' },
    ),
  },
  { title: 'TokenUsage' },
);
export const CreatedToken = Type.Object(
  {
    ...tokenFields,
    token: Type.String({ description: 'The secret, shown only once.', examples: ['spedy_pat_…'] }),
  },
  { title: 'CreatedToken' },
);
export const Owner = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() });

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
            'idle: revoked permanently by the next cleanup; idle_soon: revoked permanently within a day unless used before; pats_disabled: disabled until tokens are allowed again.',
        }),
        owner: Owner,
      }),
      {
        description:
          'The first 100 affected tokens: newest first; if only idle ones, unused for longest first.',
      },
    ),
    totalTokens: Type.Integer({ description: 'Number of affected tokens.' }),
    totalMembers: Type.Integer({ description: 'Number of members with an affected token.' }),
    totalsAreExact: Type.Optional(
      Type.Literal(false, {
        description:
          'Present if more than 10,000 tokens are affected: `totalMembers` then counts the members of 10,000 of them.',
      }),
    ),
    membersWithoutTwoFactor: Type.Integer({
      description: 'Number of active members who would have to set up a second factor.',
    }),
    deletedEvents: nullable(
      Type.Object(
        {
          total: Type.Integer(),
          oldest: Type.String({ format: 'date-time', description: 'The time of the first of them.' }),
          before: Type.String({
            format: 'date-time',
            description: 'Events from before this time are deleted.',
          }),
        },
        { description: 'Events of the audit log that are deleted within a day; null for none.' },
      ),
    ),
    deletedUsageBefore: nullable(
      Type.String({
        format: 'date',
        description: 'The use of tokens before this day is deleted within a day; null for none.',
      }),
    ),
  },
  { title: 'PolicyDryRun' },
);

const expiresAt = Type.Optional(
  nullable(
    Type.String({
      format: 'date-time',
      description:
        'RFC 3339 in any time zone. Default or null: as for the credential that creates the token.',
    }),
  ),
);
const description = Type.Optional(
  nullable(
    Type.String({
      description: `At most ${descriptionLength} characters, also on several lines. Empty or null: none.`,
    }),
  ),
);
export const TokenRequest = Type.Object(
  { name: Type.String(), description, expiresAt, scopes: Type.Optional(nullable(ScopeList)) },
  { additionalProperties: false },
);
export type TokenRequest = Static<typeof TokenRequest>;
export const TokenChange = Type.Object(
  {
    name: Type.Optional(Type.String()),
    description,
    scopes: Type.Optional(nullable({ ...ScopeList, description: 'Some of those that the token has.' })),
    expiresAt: Type.Optional(
      nullable(Type.String({ format: 'date-time', description: 'No later than the current one.' })),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type TokenChange = Static<typeof TokenChange>;
export const RotationRequest = Type.Object(
  {
    overlapSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxOverlap,
        description: 'How long the old token keeps working.',
      }),
    ),
    expiresAt,
  },
  { additionalProperties: false },
);
export type RotationRequest = Static<typeof RotationRequest>;
export const IdempotencyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'A repeated request with the same key within 24 hours does not create another token.',
    }),
  ),
});
