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
    credential_id: Type.Optional(
      Type.String({
        description:
          'The ID of the personal access token or of the connection, which changes in the change feed name.',
        examples: ['tok_…', 'grt_…'],
      }),
    ),
    organization_id: Type.Optional(Type.String({ examples: ['org_…'] })),
    board: Type.Optional(
      Type.Union([Type.Object({ id: Type.String(), key: Type.String() }), Type.Null()], {
        description:
          'Only if the request named a board: that board, or null if it does not exist or the member cannot see it.',
      }),
    ),
  },
  { title: 'Introspection' },
);
