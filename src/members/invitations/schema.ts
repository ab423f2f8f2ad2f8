import { type Static, Type } from 'typebox';
import { roles } from '../../access/roles.ts';
import { listQuery, nullable, pageOf, Timestamp } from '../../contract/schemas.ts';

const invitationFields = {
  id: Type.String({ examples: ['inv_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  email: Type.String(),
  role: Type.Enum([...roles]),
  name: nullable(Type.String({ description: 'A suggestion by the inviter. The member chooses their name.' })),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  boards: Type.Array(
    Type.Object({
      id: Type.String({ examples: ['brd_8k2v7q5m1x9c4t6w3b8z0ae'] }),
      key: Type.String(),
      name: Type.String(),
    }),
    { description: 'The boards that the member gets. A board that was deleted since is not there.' },
  ),
  invitedBy: Type.Object({
    id: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    name: Type.String(),
  }),
};
export const InvitationPage = pageOf(Type.Object(invitationFields, { title: 'Invitation' }));
export const InvitationQuery = Type.Object(listQuery);
const mailed = Type.Boolean({ description: 'Whether the link is being sent to the email.' });
export const CreatedInvitation = Type.Object(
  {
    ...invitationFields,
    mailed,
    link: Type.Optional(
      Type.String({
        description: 'The link to send to the invited person. Shown only once, and only to a session.',
      }),
    ),
  },
  { title: 'CreatedInvitation' },
);
export const InvitationLink = Type.Object(
  {
    mailed,
    link: Type.String({ description: 'The link to send to the invited person. Shown only once.' }),
  },
  { title: 'InvitationLink' },
);
const BoardIds = Type.Optional(
  Type.Array(Type.String({ pattern: '^brd_[0-9a-z]{23}$', examples: ['brd_8k2v7q5m1x9c4t6w3b8z0ae'] }), {
    maxItems: 50,
    uniqueItems: true,
    description: 'Boards that the member is added to when they accept.',
  }),
);
export const InvitationRequest = Type.Object(
  {
    email: Type.String({ format: 'email' }),
    role: Type.Enum([...roles]),
    name: Type.Optional(nullable(Type.String())),
    boardIds: BoardIds,
  },
  { additionalProperties: false },
);
export type InvitationRequest = Static<typeof InvitationRequest>;

export const BulkInvitation = Type.Object(
  {
    emails: Type.Array(Type.String({ maxLength: 1_000 }), {
      minItems: 1,
      maxItems: 100,
      description: 'Addresses as they were entered. Each gets its own result.',
    }),
    role: Type.Enum([...roles]),
    boardIds: BoardIds,
  },
  { additionalProperties: false },
);
export type BulkInvitation = Static<typeof BulkInvitation>;
const bulkResults = ['invited', 'already_member', 'already_invited', 'invalid'] as const;
export const BulkInvited = Type.Object(
  {
    results: Type.Array(
      Type.Object({
        email: Type.String({ description: 'The address as it was entered.' }),
        result: Type.Enum([...bulkResults]),
        message: Type.Optional(Type.String({ description: 'Why it is invalid.' })),
        invitation: Type.Optional(CreatedInvitation),
        invitationId: Type.Optional(
          Type.String({ description: 'The pending invitation of an address that is already invited.' }),
        ),
        userId: Type.Optional(Type.String({ description: 'The member who has the address.' })),
      }),
      { description: 'One for each address, in the same order.' },
    ),
  },
  { title: 'BulkInvited' },
);

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
