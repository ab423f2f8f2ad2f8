import { Type } from 'typebox';
import { listQuery, nullable, pageOf, Timestamp } from '../../../contract/schemas.ts';
import { clientKinds } from '../client.ts';

export const Application = Type.Object(
  {
    id: Type.String({ examples: ['app_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    clientId: Type.String(),
    kind: Type.Enum([...clientKinds]),
    name: Type.String(),
    uri: nullable(Type.String()),
    redirectUris: Type.Array(Type.String()),
    verifiedHost: nullable(
      Type.String({
        description: "The host that publishes the app's metadata document; null for a registered app.",
      }),
    ),
    firstAllowedAt: Timestamp,
    blockedAt: nullable(Timestamp),
    verifiedAt: nullable(
      Type.String({
        format: 'date-time',
        description: 'When an administrator verified the app. Blocking it withdraws the verification.',
      }),
    ),
    members: Type.Integer({ description: 'Number of members with an active connection.' }),
    membersIsExact: Type.Optional(
      Type.Literal(false, {
        description:
          'Present if the app has more than 100 active connections: `members` then counts the members of the newest 100.',
      }),
    ),
    lastUsedAt: nullable(Timestamp),
  },
  { title: 'Application' },
);
export const ApplicationPage = pageOf(Application);
export const ApplicationQuery = Type.Object(listQuery);
export const ApplicationChange = Type.Object(
  {
    blocked: Type.Optional(
      Type.Boolean({
        description: 'true revokes all connections of the app immediately and withdraws its verification.',
      }),
    ),
    verified: Type.Optional(
      Type.Boolean({
        description:
          'true confirms that the organization knows who makes the app: members who allowed it are not asked again for the same access, and errors are redirected to it.',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
