import { Type } from 'typebox';
import { roles } from '../../access/roles.ts';
import { nullable, Timestamp } from '../../contract/schemas.ts';
import { clientFields } from '../clients/schema.ts';
import { Audience, Scopes } from '../protocol/schema.ts';

export const AccessRequest = Type.Object(
  {
    id: Type.String({ examples: ['orq_8k2v7q5m1x9c4t6w3b8z0ae'] }),
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
    accessEndsAt: {
      ...Timestamp,
      description: 'When the access ends at the latest if it is allowed now. The member can end it before.',
    },
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
