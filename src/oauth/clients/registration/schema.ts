import { Type } from 'typebox';
import { signingAlgorithms } from '../authentication/client-keys.ts';
import { authMethods } from '../client.ts';

const Uris = Type.Array(Type.String({ format: 'uri' }));

/** For private_key_jwt: either jwks or jwks_uri. */
const keyFields = {
  jwks: Type.Optional(
    Type.Object({
      keys: Type.Array(Type.Record(Type.String(), Type.String()), { description: 'Public keys (RFC 7517).' }),
    }),
  ),
  jwks_uri: Type.Optional(Type.String({ format: 'uri', description: 'The URL of the public keys.' })),
  token_endpoint_auth_signing_alg: Type.Optional(
    Type.String({ description: `One of ${signingAlgorithms.join(', ')}.`, examples: ['RS256'] }),
  ),
};

/** RFC 7591 2. For documentation only: registration.ts validates the body. */
export const ClientMetadata = Type.Object(
  {
    client_name: Type.Optional(Type.String({ examples: ['Reporting'] })),
    redirect_uris: Type.Optional(
      Type.Array(Type.String({ format: 'uri' }), {
        description:
          'https, or http on loopback with any port; for public clients also a private-use scheme.',
        examples: [['https://app.example.com/callback']],
      }),
    ),
    token_endpoint_auth_method: Type.Optional(Type.Enum([...authMethods], { default: 'client_secret_post' })),
    ...keyFields,
    grant_types: Type.Optional(Type.Array(Type.String())),
    response_types: Type.Optional(Type.Array(Type.String())),
    scope: Type.Optional(Type.String()),
    client_uri: Type.Optional(Type.String({ format: 'uri' })),
    logo_uri: Type.Optional(Type.String({ format: 'uri' })),
    application_type: Type.Optional(Type.String()),
  },
  { title: 'ClientMetadata', description: 'Other fields are ignored.' },
);

export const RegisteredClient = Type.Object(
  {
    client_id: Type.String({ examples: ['cli_…'] }),
    client_id_issued_at: Type.Integer({ description: 'Seconds since the epoch.' }),
    client_secret: Type.Optional(Type.String({ description: 'Shown only once.', examples: ['spd_…'] })),
    client_secret_expires_at: Type.Optional(Type.Integer({ description: '0: does not expire.' })),
    client_name: Type.String(),
    redirect_uris: Uris,
    token_endpoint_auth_method: Type.Enum([...authMethods]),
    ...keyFields,
    grant_types: Type.Array(Type.String()),
    response_types: Type.Array(Type.String()),
    scope: Type.String(),
    client_uri: Type.Optional(Type.String()),
    logo_uri: Type.Optional(Type.String()),
    application_type: Type.Optional(Type.String()),
  },
  { title: 'RegisteredClient' },
);
