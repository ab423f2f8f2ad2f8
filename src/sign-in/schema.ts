import { type Static, Type } from 'typebox';

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
export type Credentials = Static<typeof Credentials>;

export const HostGreeting = Type.Object({
  name: Type.String(),
  slug: Type.String(),
  signedIn: Type.Boolean(),
});

export const PasswordChange = Type.Object(
  {
    currentPassword: Type.String(),
    newPassword: Type.String({ description: '12 to 200 characters.' }),
  },
  { additionalProperties: false },
);
export type PasswordChange = Static<typeof PasswordChange>;
