import { type Static, Type } from 'typebox';
import { nullable, Timestamp } from '../../contract/schemas.ts';

/** A value in base64url without padding (RFC 4648 5). */
const bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[0-9A-Za-z_-]+$' });

/** Credential IDs have at most 1,023 bytes (WebAuthn 4). */
const CredentialId = bytes(1_364);
const credential = { id: CredentialId, rawId: CredentialId, type: Type.Literal('public-key') };
const ClientData = bytes(8_000);

/** The JSON form of an assertion: `PublicKeyCredential.toJSON()` after `navigator.credentials.get` (WebAuthn 5.1). */
export const PasskeyAssertion = Type.Object(
  {
    ...credential,
    response: Type.Object({
      clientDataJSON: ClientData,
      authenticatorData: bytes(4_000),
      signature: bytes(8_000),
      userHandle: Type.Optional(nullable(bytes(100))),
    }),
  },
  { title: 'PasskeyAssertion', description: 'The JSON form of the result of navigator.credentials.get().' },
);
export type PasskeyAssertion = Static<typeof PasskeyAssertion>;

/** The JSON form of a new credential: `PublicKeyCredential.toJSON()` after `navigator.credentials.create`. */
const PasskeyAttestation = Type.Object(
  {
    ...credential,
    response: Type.Object({
      clientDataJSON: ClientData,
      attestationObject: bytes(40_000),
      transports: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 10 })),
    }),
  },
  {
    title: 'PasskeyAttestation',
    description: 'The JSON form of the result of navigator.credentials.create().',
  },
);

export const PasskeyRegistration = Type.Object(
  {
    name: Type.String({ description: '1 to 100 characters.' }),
    response: PasskeyAttestation,
  },
  { additionalProperties: false },
);
export type PasskeyRegistration = Static<typeof PasskeyRegistration>;
export const PasskeyChange = Type.Object({ name: Type.String() }, { additionalProperties: false });

const passkeyFields = {
  id: Type.String({ examples: ['psk_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  name: Type.String(),
  host: Type.String({ description: 'Where it was registered. It works at no other host.' }),
  synced: Type.Boolean({ description: 'Whether it is backed up, so that several devices may have it.' }),
  createdAt: Timestamp,
  lastUsedAt: nullable(Timestamp),
  blockedAt: nullable({
    ...Timestamp,
    description: 'When a copy of it was noticed; it no longer works. Null if it works.',
  }),
};
export const Passkey = Type.Object(passkeyFields, { title: 'Passkey' });
export const PasskeyList = Type.Object({ data: Type.Array(Passkey) });
export const RegisteredPasskey = Type.Object({
  ...passkeyFields,
  backupCodes: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Only if it is your first second factor. Each works once. Shown only once.',
    }),
  ),
});

const descriptor = Type.Object({
  id: Type.String(),
  type: Type.Literal('public-key'),
  transports: Type.Array(Type.String()),
});

/** What `navigator.credentials.create` needs: PublicKeyCredentialCreationOptionsJSON (WebAuthn 5.1.9). */
export const CreationOptions = Type.Object(
  {
    rp: Type.Object({ id: Type.String(), name: Type.String() }),
    user: Type.Object({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
    challenge: Type.String(),
    pubKeyCredParams: Type.Array(Type.Object({ type: Type.Literal('public-key'), alg: Type.Integer() })),
    timeout: Type.Integer({ description: 'Milliseconds.' }),
    excludeCredentials: Type.Array(descriptor),
    authenticatorSelection: Type.Object({
      residentKey: Type.Literal('required'),
      requireResidentKey: Type.Literal(true),
      userVerification: Type.Literal('preferred'),
    }),
    attestation: Type.Literal('none'),
  },
  { title: 'PasskeyCreationOptions' },
);

/** What `navigator.credentials.get` needs: PublicKeyCredentialRequestOptionsJSON (WebAuthn 5.1.9). */
export const RequestOptions = Type.Object(
  {
    rpId: Type.String(),
    challenge: Type.String(),
    timeout: Type.Integer({ description: 'Milliseconds.' }),
    userVerification: Type.Enum(['required', 'discouraged']),
    allowCredentials: Type.Array(descriptor),
  },
  { title: 'PasskeyRequestOptions' },
);

export const SignInOptionsRequest = Type.Object(
  {
    secondFactor: Type.Optional(
      Type.Boolean({
        description:
          'Whether the passkey follows a password, as `passkey` of POST /api/v1/auth/login. It then need not verify the user.',
      }),
    ),
  },
  { additionalProperties: false },
);
export const PasskeySignIn = Type.Object({ response: PasskeyAssertion }, { additionalProperties: false });
