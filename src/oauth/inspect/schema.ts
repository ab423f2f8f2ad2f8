import { Type } from 'typebox';

export const Done = Type.Object({}, { additionalProperties: false, description: 'Done, or nothing to do.' });
export const IntrospectionResponse = Type.Object(
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
