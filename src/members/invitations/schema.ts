import { type Static, Type } from 'typebox';
import { roles } from '../../access/roles.ts';
import { listQuery, nullable, pageOf, Timestamp } from '../../contract/schemas.ts';

const invitationFields = {
  id: Type.String({ examples: ['inv_…'] }),
  email: Type.String(),
  role: Type.Enum([...roles]),
  name: nullable(Type.String({ description: 'A suggestion by the inviter. The member chooses their name.' })),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  invitedBy: Type.Object({ id: Type.String({ examples: ['usr_…'] }), name: Type.String() }),
};
export const InvitationPage = pageOf(Type.Object(invitationFields, { title: 'Invitation' }));
export const InvitationQuery = Type.Object(listQuery);
export const CreatedInvitation = Type.Object(
  {
    ...invitationFields,
    link: Type.Optional(
      Type.String({
        description: 'The link to send to the invited person. Shown only once, and only to a session.',
      }),
    ),
  },
  { title: 'CreatedInvitation' },
);
export const InvitationLink = Type.Object(
  { link: Type.String({ description: 'The link to send to the invited person. Shown only once.' }) },
  { title: 'InvitationLink' },
);
export const InvitationRequest = Type.Object(
  {
    email: Type.String({ format: 'email' }),
    role: Type.Enum([...roles]),
    name: Type.Optional(nullable(Type.String())),
  },
  { additionalProperties: false },
);
export type InvitationRequest = Static<typeof InvitationRequest>;

const tokenFields = { token: Type.String({ description: "From the invitation's link." }) };
export const InvitationToken = Type.Object(tokenFields, { additionalProperties: false });
export const OpenInvitation = Type.Object(
  {
    organization: Type.Object({ name: Type.String(), slug: Type.String() }),
    email: Type.String(),
    name: nullable(Type.String()),
    role: Type.Enum([...roles]),
    expiresAt: Timestamp,
  },
  { title: 'OpenInvitation' },
);
export const InvitationAcceptance = Type.Object(
  {
    ...tokenFields,
    name: Type.String(),
    password: Type.String({ description: '12 to 200 characters.' }),
  },
  { additionalProperties: false },
);
export type InvitationAcceptance = Static<typeof InvitationAcceptance>;
