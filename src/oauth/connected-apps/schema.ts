import { Type } from 'typebox';
import { idFilter, listQuery, nullable, pageOf, Timestamp } from '../../contract/schemas.ts';
import { clientFields } from '../clients/schema.ts';
import { Audience, Scopes } from '../protocol/schema.ts';

const connectionFields = {
  id: Type.String({ examples: ['grt_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  applicationId: Type.String({
    examples: ['app_8k2v7q5m1x9c4t6w3b8z0ae'],
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
export const ConnectedAppQuery = Type.Object({
  applicationId: Type.String({
    description: 'The app to disconnect everywhere.',
    examples: ['app_8k2v7q5m1x9c4t6w3b8z0ae'],
  }),
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
  ...listQuery,
  userId: idFilter('usr'),
  applicationId: idFilter('app'),
});
