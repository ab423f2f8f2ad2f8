import { type Static, Type } from 'typebox';
import { plans } from '../../../access/plans.ts';
import { roles } from '../../../access/roles.ts';
import { PolicyChange } from '../../../organizations/schema.ts';

const closed = { additionalProperties: false } as const;

const DeclaredMember = Type.Object(
  {
    email: Type.String(),
    name: Type.Optional(Type.String()),
    role: Type.Enum([...roles]),
    state: Type.Optional(Type.Enum(['active', 'deactivated'])),
  },
  closed,
);
export type DeclaredMember = Static<typeof DeclaredMember>;

const DeclaredBoard = Type.Object(
  {
    key: Type.String(),
    name: Type.String(),
    members: Type.Optional(Type.Array(Type.String(), { description: 'Emails of members.' })),
  },
  closed,
);
export type DeclaredBoard = Static<typeof DeclaredBoard>;

const DeclaredOrganization = Type.Object(
  {
    slug: Type.String(),
    name: Type.Optional(Type.String()),
    plan: Type.Optional(Type.Enum([...plans])),
    policy: Type.Optional(PolicyChange),
    members: Type.Optional(Type.Array(DeclaredMember)),
    boards: Type.Optional(Type.Array(DeclaredBoard)),
  },
  closed,
);
export type DeclaredOrganization = Static<typeof DeclaredOrganization>;

/** A file of `spedy apply`. What it leaves out stays as it is. */
export const DeclarationFile = Type.Object({ organizations: Type.Array(DeclaredOrganization) }, closed);
export type DeclarationFile = Static<typeof DeclarationFile>;
