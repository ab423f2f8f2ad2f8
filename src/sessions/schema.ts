import { Type } from 'typebox';
import { roles } from '../access/roles.ts';
import { nullable, Timestamp } from '../contract/schemas.ts';
import { openings, type ShownFactor, shownFactors } from './open-session.ts';

export const Credentials = Type.Object(
  {
    email: Type.String({ format: 'email' }),
    password: Type.String(),
    code: Type.Optional(
      Type.String({
        maxLength: 100,
        description:
          'Six digits from the authenticator app, or a backup code. Required if the member has a second factor.',
      }),
    ),
  },
  { additionalProperties: false },
);

const HostOrganization = Type.Object({ name: Type.String(), slug: Type.String() });
export const HostGreeting = Type.Object({
  name: Type.String(),
  slug: Type.String(),
  signedIn: Type.Boolean(),
});

const linkFields = { token: Type.String({ description: "From the invitation's link." }) };
export const InvitationLink = Type.Object(linkFields, { additionalProperties: false });
export const OpenInvitation = Type.Object(
  {
    organization: HostOrganization,
    email: Type.String(),
    name: nullable(Type.String()),
    role: Type.Enum([...roles]),
    expiresAt: Timestamp,
  },
  { title: 'OpenInvitation' },
);
export const InvitationAcceptance = Type.Object(
  {
    ...linkFields,
    name: Type.String(),
    password: Type.String({ description: '12 to 200 characters.' }),
  },
  { additionalProperties: false },
);

export const PasswordChange = Type.Object(
  {
    currentPassword: Type.String(),
    newPassword: Type.String({ description: '12 to 200 characters.' }),
  },
  { additionalProperties: false },
);

const Session = Type.Object(
  {
    id: Type.String({ examples: ['ses_…'] }),
    current: Type.Boolean({ description: 'Whether this request used the session.' }),
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    expiresAt: Timestamp,
    address: nullable(Type.String()),
    userAgent: nullable(Type.String()),
    openedBy: Type.Enum([...openings], { description: 'How the session was opened.' }),
    secondFactor: Type.Unsafe<ShownFactor | null>({
      type: ['string', 'null'],
      enum: [...shownFactors, null],
      description: 'The second factor verified in this session; null for none.',
    }),
    secondFactorAt: nullable(Timestamp),
  },
  { title: 'Session' },
);
export const SessionList = Type.Object({ data: Type.Array(Session) });

export const TwoFactorState = Type.Object(
  {
    enabled: Type.Boolean(),
    required: Type.Boolean({ description: "Whether the organization's policy requires it." }),
    verified: Type.Boolean({ description: 'Whether it was verified in this session.' }),
    backupCodesLeft: Type.Integer(),
  },
  { title: 'TwoFactorState' },
);
export const TwoFactorSetup = Type.Object({
  secret: Type.String({ description: 'Base32, for an authenticator app without a camera. Shown only once.' }),
  uri: Type.String({ description: 'The otpauth URI for a QR code.' }),
});
export const PasswordProof = Type.Object({ currentPassword: Type.String() }, { additionalProperties: false });
export const CodeProof = Type.Object(
  { code: Type.String({ maxLength: 100 }) },
  { additionalProperties: false },
);
export const PasswordOrCodeProof = Type.Object(
  {
    currentPassword: Type.Optional(Type.String()),
    code: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
);
export const PasswordAndCodeProof = Type.Object(
  { currentPassword: Type.String(), code: Type.String({ maxLength: 100 }) },
  { additionalProperties: false },
);
export const BackupCodes = Type.Object({
  backupCodes: Type.Array(Type.String(), { description: 'Each works once. Shown only once.' }),
});
