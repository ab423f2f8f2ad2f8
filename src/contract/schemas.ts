import { type TSchema, Type } from 'typebox';

/** The body of every error (docs/errors.md). */
export const ErrorBody = Type.Object(
  {
    statusCode: Type.Integer(),
    error: Type.String({ description: 'The reason phrase of the status code.' }),
    code: Type.String({ description: 'The error code, for programs. docs/errors.md lists all codes.' }),
    message: Type.String({ description: 'What is wrong and what to do, for people.' }),
    requestId: Type.String(),
    details: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    tokenId: Type.Optional(Type.String()),
  },
  { title: 'ApiError' },
);

/** The body of an OAuth endpoint's error (RFC 6749 5.2). */
const OAuthErrorBody = Type.Object(
  { error: Type.String(), error_description: Type.String() },
  { title: 'OAuthError' },
);

/** The body of a SCIM endpoint's error (RFC 7644 3.12). */
const ScimErrorBody = Type.Object(
  {
    schemas: Type.Array(Type.String()),
    status: Type.String({ description: 'The status code, as a text.' }),
    scimType: Type.Optional(Type.String()),
    detail: Type.String(),
  },
  { title: 'ScimError' },
);

/** The forms of errors that differ from the API's. */
export type ErrorForm = 'oauth' | 'scim';
export const errorBodies = { api: ErrorBody, oauth: OAuthErrorBody, scim: ScimErrorBody };

/** Adds the error schema to a response map. @param form as in the route's configuration */
export function responses<Success extends Record<number, TSchema>>(success: Success, form?: ErrorForm) {
  const Failure: TSchema = errorBodies[form ?? 'api'];
  return { ...success, '4xx': Failure, '5xx': Failure };
}

/** A value or null as one type list, whose validation errors are clearer than those of a union. */
export function nullable<Schema extends TSchema & { type: string }>(schema: Schema) {
  return Type.Unsafe<Type.Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] });
}

/** An instant in RFC 3339, UTC. */
export const Timestamp = Type.String({ format: 'date-time', examples: ['2026-03-15T10:30:00.000Z'] });

/** An ID in the path. It has no pattern because a malformed ID gets 404, not 400. */
export function idParameter<Name extends string>(name: Name, prefix: string) {
  return Type.Object({ [name]: Type.String({ examples: [`${prefix}_8k2v7q5m1x9c4t6w3b8z0ae`] }) } as Record<
    Name,
    Type.TString
  >);
}

/** An ID as a filter of a list. */
export function idFilter(prefix: string) {
  return Type.Optional(
    Type.String({ pattern: `^${prefix}_[0-9a-z]{23}$`, examples: [`${prefix}_8k2v7q5m1x9c4t6w3b8z0ae`] }),
  );
}

export const pageQuery = {
  page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
};

/** The query of a list that can be read by cursor. */
export const listQuery = {
  ...pageQuery,
  cursor: Type.Optional(
    Type.String({
      maxLength: 500,
      description:
        'The `nextCursor` of the previous page, instead of `page`. Page numbers reach the first 10,000 rows, cursors all of them.',
    }),
  ),
};

/** A page of a list. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    data: Type.Array(item),
    total: Type.Integer(),
    totalIsExact: Type.Optional(
      Type.Literal(false, { description: 'Present if `total` is 10,000 and there are more.' }),
    ),
    page: Type.Integer(),
    pageSize: Type.Integer(),
    totalPages: Type.Integer(),
    nextCursor: Type.Optional(
      Type.String({ description: 'The `cursor` of the next page; missing on the last one.' }),
    ),
  });
}

/** The header of a conditional request for a list that has an ETag. */
export const IfNoneMatch = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ description: 'The ETag of an earlier response: 304 if the list is the same.' }),
  ),
});
export const NotModified = Type.Null({
  description: 'The list is the same as in the response with this ETag.',
});

export const NoContent = Type.Null({ description: 'Done.' });

/** Returns an object's schema as clients see it, where fields with a default are optional. */
export function withOptionalDefaults(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const { required = [], properties = {} } = schema as {
    required?: string[];
    properties?: Record<string, object>;
  };
  return { ...schema, required: required.filter((name) => !('default' in (properties[name] ?? {}))) };
}
