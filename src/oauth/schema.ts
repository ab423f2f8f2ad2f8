import { type TSchema, Type } from 'typebox';
import { audiences } from '../access/audience.ts';
import { roles } from '../access/roles.ts';
import { oauthScopes } from '../access/scopes.ts';
import { idFilter, nullable, pageOf, pageQuery, Timestamp } from '../contract/schemas.ts';
import { OAuthErrorBody } from './clients/schema.ts';

/** Route configuration for clients: public, from any origin, with the errors of RFC 6749 5.2. */
export const endpointConfig = {
  access: { credential: 'none' },
  errorForm: 'oauth',
  crossOrigin: true,
} as const;
/** The same, but a credential in the request is verified. */
export const recognizingConfig = {
  ...endpointConfig,
  access: { credential: 'none', recognizes: true },
} as const;

/** Returns a response map in which all errors have the form of RFC 6749 5.2. */
export function oauthResponses<Success extends Record<number, TSchema>>(success: Success) {
  return { ...success, '4xx': OAuthErrorBody, '5xx': OAuthErrorBody };
}

export const TokenAnswer = Type.Object(
  {
    access_token: Type.String({ examples: ['spedy_oat_…'] }),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'Seconds.' }),
    refresh_token: Type.Optional(
      Type.String({
        description: 'Only for clients with the refresh_token grant type.',
        examples: ['spedy_ort_…'],
      }),
    ),
    scope: Type.String({ examples: [oauthScopes.join(' ')] }),
  },
  { title: 'OAuthTokens' },
);
export const DeviceAnswer = Type.Object(
  {
    device_code: Type.String({ examples: ['spedy_odc_…'] }),
    user_code: Type.String({ examples: ['WDJB-MJHT'] }),
    verification_uri: Type.String(),
    verification_uri_complete: Type.String(),
    expires_in: Type.Integer({ description: 'Seconds.' }),
    interval: Type.Integer({ description: 'Seconds between two polls.' }),
  },
  { title: 'OAuthDevice' },
);
export const SeeOther = Type.Null({ description: 'Redirects to the URL in the Location header.' });
export const Done = Type.Object({}, { additionalProperties: false, description: 'Done, or nothing to do.' });
export const IntrospectionAnswer = Type.Object(
  {
    active: Type.Boolean(),
    token_type: Type.Optional(Type.Literal('Bearer')),
    scope: Type.Optional(Type.String()),
    client_id: Type.Optional(Type.String()),
    sub: Type.Optional(Type.String({ description: "The member's ID." })),
    username: Type.Optional(Type.String({ description: "The member's email." })),
    iss: Type.Optional(Type.String()),
    aud: Type.Optional(Type.Array(Type.String())),
    exp: Type.Optional(Type.Integer({ description: 'Seconds since the epoch.' })),
    iat: Type.Optional(Type.Integer({ description: 'Seconds since the epoch.' })),
    organization: Type.Optional(Type.String({ description: "The organization's slug." })),
    role: Type.Optional(Type.String()),
  },
  { title: 'Introspection' },
);

const Scopes = Type.Array(Type.Enum([...oauthScopes]));
const Audience = Type.Enum([...audiences], { description: 'mcp: for /mcp only; api: for the API and /mcp.' });
const clientFields = {
  clientId: Type.String(),
  name: Type.String(),
  uri: nullable(Type.String()),
  logoUri: nullable(Type.String()),
  verifiedHost: nullable(
    Type.String({
      description:
        "The host that publishes the client's metadata document, which proves the client's origin.",
    }),
  ),
  verified: Type.Boolean({ description: 'Whether an administrator of the organization verified the app.' }),
};
export const AccessRequest = Type.Object(
  {
    id: Type.String({ examples: ['orq_…'] }),
    kind: Type.Enum(['code', 'device']),
    client: Type.Object({
      ...clientFields,
      redirectHost: nullable(
        Type.String({ description: 'The host of the redirect URI; null for a device.' }),
      ),
      loopback: Type.Boolean({ description: 'Whether the redirect URI is a program on this computer.' }),
    }),
    scopes: Scopes,
    audience: Audience,
    organization: Type.String({ description: "The organization's name." }),
    user: Type.Object({
      name: Type.String(),
      email: Type.String(),
      role: Type.Enum([...roles], { description: "The member's role, which limits what the scopes allow." }),
    }),
    expiresAt: Timestamp,
    beginAgain: nullable(
      Type.String({
        description:
          'The path that repeats the request after signing in as another member; null for a device.',
      }),
    ),
  },
  { title: 'AccessRequest' },
);
const userCode = {
  user_code: Type.String({
    description: 'The code shown on the device. The dash and letter case are ignored.',
  }),
};
export const ClientQuery = Type.Object({ client_id: Type.String() });
export const ClientName = Type.Object(
  { name: clientFields.name, verifiedHost: clientFields.verifiedHost, verified: clientFields.verified },
  { title: 'ClientName' },
);
export const UserCode = Type.Object(userCode);
export const ClaimedCode = Type.Object(userCode, { additionalProperties: false });
export const Decision = Type.Object(
  { decision: Type.Enum(['allow', 'deny']) },
  { additionalProperties: false },
);
export const Decided = Type.Object({
  redirectTo: nullable(
    Type.String({ description: 'The URL for the browser to open next; null for a device.' }),
  ),
});

const connectionFields = {
  id: Type.String({ examples: ['grt_…'] }),
  applicationId: Type.String({
    examples: ['app_…'],
    description: 'The same for every connection of an app.',
  }),
  client: Type.Object(clientFields),
  scopes: Scopes,
  audience: Audience,
  createdAt: Timestamp,
  lastUsedAt: nullable(Timestamp),
  address: nullable(
    Type.String({ description: 'The address from which the app last requested tokens; null: not yet.' }),
  ),
  expiresAt: Type.String({
    format: 'date-time',
    description:
      'When the connection expires, no matter how often it is used. The member can allow the app again.',
  }),
};
export const ConnectedApp = Type.Object(connectionFields, { title: 'ConnectedApp' });
export const ConnectedAppList = Type.Object({ data: Type.Array(ConnectedApp) });
export const ConnectedAppsOf = Type.Object({
  applicationId: Type.String({ description: 'The app to disconnect everywhere.', examples: ['app_…'] }),
});
export const OwnedConnectedAppPage = pageOf(
  Type.Object(
    {
      ...connectionFields,
      owner: Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() }),
    },
    { title: 'OwnedConnectedApp' },
  ),
);
export const OwnedConnectedAppQuery = Type.Object({
  ...pageQuery,
  userId: idFilter('usr'),
  applicationId: idFilter('app'),
});
