import { type Static, Type } from 'typebox';
import { roles } from '../access/roles.ts';
import { listQuery, nullable, pageOf, Timestamp } from '../contract/schemas.ts';

export const memberStates = ['active', 'deactivated'] as const;

export const secondFactorKinds = ['totp', 'passkey'] as const;

/** The orders of a list of members. `-` is descending. */
const memberSorts = ['createdAt', '-createdAt', 'name', '-name', 'lastSeenAt', '-lastSeenAt'] as const;
export type MemberSort = (typeof memberSorts)[number];

export const User = Type.Object(
  {
    id: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    email: Type.String(),
    name: Type.String(),
    role: Type.Enum([...roles]),
    state: Type.Enum([...memberStates]),
    createdAt: Timestamp,
    lastSeenAt: nullable(
      Type.String({
        format: 'date-time',
        description: 'When one of their credentials was last used, up to six minutes late; null if never.',
      }),
    ),
    secondFactors: Type.Array(Type.Enum([...secondFactorKinds]), {
      description: 'The kinds of second factors that they have set up.',
    }),
  },
  { title: 'User' },
);
export const UserPage = pageOf(User);
/** Characters. */
const searchLength = 200;
export const UserQuery = Type.Object({
  ...listQuery,
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: searchLength,
      description:
        'Finds members whose name and email have a word that begins with each searched word, at most 1,000; or the one with this ID.',
    }),
  ),
  role: Type.Optional(Type.Enum([...roles])),
  state: Type.Optional(Type.Enum([...memberStates])),
  secondFactor: Type.Optional(
    Type.Enum(['set', 'none'], { description: 'Whether they have set up a second factor.' }),
  ),
  sort: Type.Optional(
    Type.Enum([...memberSorts], { description: '`createdAt` unless it is given. `-` is descending.' }),
  ),
});
export type UserQuery = Static<typeof UserQuery>;

export const UserChange = Type.Object(
  {
    name: Type.Optional(Type.String()),
    role: Type.Optional(Type.Enum([...roles])),
    state: Type.Optional(Type.Enum([...memberStates])),
  },
  { additionalProperties: false },
);
export type UserChange = Static<typeof UserChange>;

export const OwnChange = Type.Object({ name: Type.String() }, { additionalProperties: false });

export const SessionPath = Type.Object({
  userId: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  sessionId: Type.String({ examples: ['ses_8k2v7q5m1x9c4t6w3b8z0ae'] }),
});
