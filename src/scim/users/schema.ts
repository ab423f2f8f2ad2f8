import { type Static, Type } from 'typebox';

const Email = Type.Object({
  value: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  primary: Type.Optional(Type.Boolean()),
});
const Role = Type.Object({
  value: Type.Optional(Type.String({ description: 'ADMIN, TEAM_MEMBER or CUSTOMER.' })),
  primary: Type.Optional(Type.Boolean()),
});

/** A user as RFC 7643 4.1 describes it. Every attribute except `schemas` and `id` can be left out on request. */
export const ScimUser = Type.Object(
  {
    schemas: Type.Array(Type.String()),
    id: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    externalId: Type.Optional(Type.String()),
    userName: Type.Optional(Type.String()),
    name: Type.Optional(
      Type.Object({
        formatted: Type.Optional(Type.String()),
        givenName: Type.Optional(Type.String()),
        familyName: Type.Optional(Type.String()),
      }),
    ),
    displayName: Type.Optional(Type.String()),
    emails: Type.Optional(Type.Array(Email)),
    active: Type.Optional(Type.Boolean()),
    roles: Type.Optional(Type.Array(Role)),
    meta: Type.Optional(
      Type.Object({
        resourceType: Type.Optional(Type.String()),
        created: Type.Optional(Type.String({ format: 'date-time' })),
        lastModified: Type.Optional(Type.String({ format: 'date-time' })),
        location: Type.Optional(Type.String()),
        version: Type.Optional(Type.String({ description: 'Also the ETag.' })),
      }),
    ),
  },
  { title: 'ScimUser' },
);
export type ScimUser = Static<typeof ScimUser>;

export const ScimUserList = Type.Object({
  schemas: Type.Array(Type.String()),
  totalResults: Type.Optional(Type.Integer()),
  startIndex: Type.Optional(Type.Integer()),
  itemsPerPage: Type.Integer(),
  nextCursor: Type.Optional(Type.String({ description: 'RFC 9865.' })),
  Resources: Type.Array(ScimUser),
});

const projection = {
  attributes: Type.Optional(
    Type.String({
      description: 'The attributes to return, separated by commas.',
      examples: ['userName,active'],
    }),
  ),
  excludedAttributes: Type.Optional(Type.String({ description: 'The attributes to leave out.' })),
};
export const ProjectionQuery = Type.Object(projection);
export type ProjectionQuery = Static<typeof ProjectionQuery>;
export const UserListQuery = Type.Object({
  ...projection,
  filter: Type.Optional(Type.String({ examples: ['userName eq "ada@acme.test"'] })),
  startIndex: Type.Optional(Type.Integer({ description: 'From 1.' })),
  count: Type.Optional(Type.Integer({ description: 'At most 200; 0 returns only totalResults.' })),
  cursor: Type.Optional(
    Type.String({
      description: 'Empty for the first page, then nextCursor (RFC 9865). Reaches every member.',
    }),
  ),
});
export type UserListQuery = Static<typeof UserListQuery>;

/** Attribute names are in any case, so these bodies are parsed by the rules, not by a schema. */
export const ScimUserBody = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'userName, externalId, name, displayName, emails, active and roles are stored; other attributes are ignored.',
});
export const PatchBody = Type.Record(Type.String(), Type.Unknown(), {
  description: 'schemas and Operations, as in RFC 7644 3.5.2.',
});

export const Conditions = Type.Object({
  'if-match': Type.Optional(Type.String({ description: 'Change only this version; otherwise 412.' })),
  'if-none-match': Type.Optional(Type.String({ description: 'On GET: 304 if this is the version.' })),
});
