import { Type } from 'typebox';

export const Credentials = Type.Object(
  { email: Type.String({ format: 'email' }), password: Type.String() },
  { additionalProperties: false },
);

export const PasswordChange = Type.Object(
  {
    currentPassword: Type.String(),
    newPassword: Type.String({ description: '12 to 200 characters.' }),
  },
  { additionalProperties: false },
);
