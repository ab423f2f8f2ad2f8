import { type Static, Type } from 'typebox';

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
export type PasswordOrCodeProof = Static<typeof PasswordOrCodeProof>;
export const PasswordAndCodeProof = Type.Object(
  { currentPassword: Type.String(), code: Type.String({ maxLength: 100 }) },
  { additionalProperties: false },
);
export type PasswordAndCodeProof = Static<typeof PasswordAndCodeProof>;
export const BackupCodes = Type.Object({
  backupCodes: Type.Array(Type.String(), { description: 'Each works once. Shown only once.' }),
});
