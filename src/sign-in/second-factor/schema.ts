import { type Static, Type } from 'typebox';
import { twoFactorModes } from '../../access/policy.ts';

export const TwoFactorState = Type.Object(
  {
    enabled: Type.Boolean({ description: 'Whether an authenticator app is set up.' }),
    required: Type.Boolean({ description: "Whether the organization's policy requires it." }),
    policy: Type.Enum([...twoFactorModes], {
      description: 'What the organization requires: no second factor, any, or a passkey.',
    }),
    satisfied: Type.Boolean({ description: 'Whether this session has shown what the policy requires.' }),
    showedPasskey: Type.Boolean({ description: 'Whether this session used a passkey.' }),
    verified: Type.Boolean({ description: 'Whether it was verified in this session.' }),
    backupCodesLeft: Type.Integer(),
    passkeys: Type.Integer({ description: 'How many passkeys you have. Each is a second factor too.' }),
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
