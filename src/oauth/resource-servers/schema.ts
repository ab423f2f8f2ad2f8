import { Type } from 'typebox';
import { Timestamp } from '../../contract/schemas.ts';

const fields = {
  id: Type.String({ description: 'Also its client_id.', examples: ['rsv_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  name: Type.String({ examples: ['API gateway'] }),
  hint: Type.String({ description: 'The last four characters of its secret.' }),
  createdAt: Timestamp,
  createdBy: Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() }),
};
export const ResourceServer = Type.Object(fields, { title: 'ResourceServer' });
export const ResourceServerList = Type.Object({ data: Type.Array(ResourceServer) });
export const CreatedResourceServer = Type.Object(
  {
    ...fields,
    clientSecret: Type.String({ description: 'Shown only once.', examples: ['spd_…'] }),
  },
  { title: 'CreatedResourceServer' },
);
export const ResourceServerRequest = Type.Object(
  { name: Type.String({ description: '1 to 100 characters.', examples: ['API gateway'] }) },
  { additionalProperties: false },
);
