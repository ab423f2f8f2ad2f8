import { type Static, Type } from 'typebox';
import { nullable } from '../contract/schemas.ts';
import { Logo } from '../organizations/logo/schema.ts';
import { PasskeyAssertion } from './passkeys/schema.ts';

export const Credentials = Type.Object(
  {
    email: Type.String({ format: 'email' }),
    password: Type.String(),
    code: Type.Optional(
      Type.String({
        maxLength: 100,
        description:
          'Six digits from the authenticator app, or a backup code. Required, or `passkey` instead, if the member has a second factor.',
      }),
    ),
    passkey: Type.Optional(PasskeyAssertion),
  },
  { additionalProperties: false },
);
export type Credentials = Static<typeof Credentials>;

export const HostGreeting = Type.Object({
  name: Type.String(),
  slug: Type.String(),
  logo: nullable(Logo),
  signedIn: Type.Boolean(),
  singleSignOn: nullable(
    Type.Object(
      { name: Type.String(), required: Type.Boolean({ description: 'Whether passwords are turned off.' }) },
      { description: "The organization's identity provider; null if it does not use single sign-on." },
    ),
  ),
  mail: Type.Boolean({
    description: 'Whether this server sends e-mail, such as a link to reset a password.',
  }),
});

export const PasswordChange = Type.Object(
  {
    currentPassword: Type.String(),
    newPassword: Type.String({ description: '12 to 200 characters.' }),
  },
  { additionalProperties: false },
);
export type PasswordChange = Static<typeof PasswordChange>;
