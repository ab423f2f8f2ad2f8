import { type Static, Type } from 'typebox';
import { Timestamp } from '../../contract/schemas.ts';
import { PasskeyAssertion } from '../passkeys/schema.ts';

/** One of the three. */
export const Confirmation = Type.Object(
  {
    password: Type.Optional(Type.String()),
    code: Type.Optional(
      Type.String({ maxLength: 100, description: 'Of the authenticator app, or a backup code.' }),
    ),
    passkey: Type.Optional(PasskeyAssertion),
  },
  { additionalProperties: false },
);
export type Confirmation = Static<typeof Confirmation>;

export const Confirmed = Type.Object({
  confirmedUntil: { ...Timestamp, description: 'When the next change needs another confirmation.' },
});
