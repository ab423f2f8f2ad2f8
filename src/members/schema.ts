import { type Static, Type } from 'typebox';
import { roles } from '../access/roles.ts';
import { listQuery, pageOf, Timestamp } from '../contract/schemas.ts';

export const memberStates = ['active', 'deactivated'] as const;

export const User = Type.Object(
  {
    id: Type.String({ examples: ['usr_…'] }),
    email: Type.String(),
    name: Type.String(),
    role: Type.Enum([...roles]),
    state: Type.Enum([...memberStates]),
    createdAt: Timestamp,
  },
  { title: 'User' },
);
export const UserPage = pageOf(User);
export const UserQuery = Type.Object(listQuery);

export const UserChange = Type.Object(
  {
    name: Type.Optional(Type.String()),
    role: Type.Optional(Type.Enum([...roles])),
    state: Type.Optional(Type.Enum([...memberStates])),
  },
  { additionalProperties: false },
);
export type UserChange = Static<typeof UserChange>;
