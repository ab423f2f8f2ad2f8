import { type Static, Type } from 'typebox';
import { Timestamp } from '../contract/schemas.ts';
import { PasskeyAssertion } from '../sign-in/passkeys/schema.ts';

const strict = { additionalProperties: false };
const email = Type.String({ format: 'email' });
const tokenFields = { token: Type.String({ description: "From the link's fragment." }) };

export const ResetRequest = Type.Object({ email }, strict);
export const ResetRequested = Type.Object(
  {
    validForMinutes: Type.Integer({ description: 'How long the link works, if a member has this email.' }),
    mail: Type.Boolean({
      description: 'False on a server without e-mail, which sends no link: an administrator can make one.',
    }),
  },
  { title: 'ResetRequested' },
);
export const LinkToken = Type.Object(tokenFields, strict);
export const OpenReset = Type.Object(
  {
    email: Type.String(),
    secondFactors: Type.Array(Type.Enum(['passkey', 'code']), {
      description: 'One of them is required too; empty for a member without a second factor.',
    }),
    expiresAt: Timestamp,
  },
  { title: 'OpenReset' },
);
export const ResetCompletion = Type.Object(
  {
    ...tokenFields,
    newPassword: Type.String({ description: '12 to 200 characters.' }),
    code: Type.Optional(
      Type.String({
        maxLength: 100,
        description:
          'Six digits from the authenticator app, or a backup code. Required, or `passkey` instead, if the member has a second factor.',
      }),
    ),
    passkey: Type.Optional(PasskeyAssertion),
  },
  strict,
);
export type ResetCompletion = Static<typeof ResetCompletion>;

export const ResetByAdmin = Type.Object(
  {
    delivery: Type.Enum(['email', 'link'], {
      description: 'Whether the link is sent to the member, or returned to you to send it.',
    }),
  },
  strict,
);
export const CreatedReset = Type.Object(
  {
    link: Type.Optional(Type.String({ description: 'Only with the delivery `link`. Shown only once.' })),
    expiresAt: Timestamp,
  },
  { title: 'CreatedReset' },
);

export const EmailChangeRequest = Type.Object({ email }, strict);
export const PendingEmailChange = Type.Object(
  {
    pending: Type.Union([
      Type.Object({
        email: Type.String(),
        currentConfirmed: Type.Boolean(),
        newConfirmed: Type.Boolean(),
        expiresAt: Timestamp,
      }),
      Type.Null(),
    ]),
  },
  { title: 'PendingEmailChange' },
);
export const OpenEmailChange = Type.Object(
  {
    current: Type.String(),
    new: Type.String(),
    sentTo: Type.Enum(['current', 'new'], { description: 'Which of the two got this link.' }),
    confirmed: Type.Boolean({ description: 'Whether this one has confirmed.' }),
    otherConfirmed: Type.Boolean(),
    expiresAt: Timestamp,
  },
  { title: 'OpenEmailChange' },
);
export const EmailChangeConfirmed = Type.Object(
  {
    changed: Type.Boolean({
      description: 'Whether the email is changed: false until the other one confirms.',
    }),
  },
  { title: 'EmailChangeConfirmed' },
);
