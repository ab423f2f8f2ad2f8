import { type Static, Type } from 'typebox';
import { idFilter, listQuery, nullable, pageOf, Timestamp } from '../contract/schemas.ts';

export const actorKinds = ['member', 'scim', 'operator', 'system', 'anonymous'] as const;
const exportFormats = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const AuditEventItem = Type.Object(
  {
    sequence: Type.Integer({
      description: "The event's position in the organization's chain, from 1, without gaps.",
    }),
    id: Type.String({ examples: ['aud_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    at: Timestamp,
    actor: Type.Object({
      kind: Type.Enum([...actorKinds], {
        description:
          '`scim` is an identity provider with a SCIM token; `operator` is the command line; `system` is the server itself.',
      }),
      id: nullable(Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] })),
      name: nullable(Type.String()),
      email: nullable(Type.String()),
    }),
    credential: nullable(
      Type.Object(
        { kind: Type.String({ examples: ['pat', 'session', 'scim'] }), id: Type.String() },
        { description: "The actor's credential, or null." },
      ),
    ),
    action: Type.String({ examples: ['token.created'] }),
    target: Type.Object({ kind: Type.String({ examples: ['token'] }), id: Type.String() }),
    details: Type.Object({}, { additionalProperties: true }),
    address: nullable(Type.String()),
    requestId: nullable(Type.String()),
    hash: Type.String({
      description:
        'SHA-256 of the previous hash and this event, in hexadecimal. An export stored elsewhere shows whether the log was changed later (`spedy admin audit verify --export`).',
    }),
  },
  { title: 'AuditEvent' },
);
const Named = Type.Record(Type.String(), Type.Object({ name: Type.String(), email: Type.String() }), {
  description: 'The members whom the targets and details name by their IDs, also removed ones.',
});

export const AuditEventPage = Type.Object({
  ...pageOf(AuditEventItem).properties,
  members: Named,
  previousCursor: Type.Optional(
    Type.String({ description: 'The `cursor` of the page before; missing on the first one.' }),
  ),
  searched: Type.Optional(
    Type.Object(
      {
        events: Type.Integer({ description: 'How many events this request looked at.' }),
        until: nullable(Timestamp),
        isComplete: Type.Boolean({ description: 'Whether there are no more events to look at.' }),
      },
      {
        description:
          'Present if no index has all filters, as with `search`: a request looks at 1,000 events at most, back to `until`, and `total` counts the matches among them. `nextCursor` goes on from there, also if a page is empty.',
      },
    ),
  ),
});

/** An event with the names of its members. */
export const AuditEventView = Type.Object({ ...AuditEventItem.properties, members: Named });

/** An event by its position in the chain. */
export const AuditEventParameter = Type.Object({
  sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [42] }),
});
const filterFields = {
  actorId: idFilter('usr'),
  actorKind: Type.Optional(Type.Enum([...actorKinds])),
  credentialId: Type.Optional(
    Type.String({ description: 'The credential that was used.', examples: ['tok_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  ),
  address: Type.Optional(Type.String({ description: 'A whole IP address.', examples: ['203.0.113.7'] })),
  action: Type.Optional(
    Type.String({
      description: 'An action, or a prefix that ends with a dot; several are separated by commas.',
      examples: ['token.', 'refusal.sign_in,refusal.single_sign_on'],
    }),
  ),
  search: Type.Optional(
    Type.String({
      description:
        'A text in any case, 1 to 100 characters: in an ID, the address, a name, an email, or a value of the details.',
    }),
  ),
  targetId: Type.Optional(Type.String({ examples: ['tok_8k2v7q5m1x9c4t6w3b8z0ae'] })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'At this time or later.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this time.' })),
};
/** Maximum number of characters of a search. */
export const searchLength = 100;
/** The filters of the log. */
export type AuditFilter = Omit<Static<typeof AuditEventQuery>, keyof typeof listQuery>;
export const AuditEventQuery = Type.Object({ ...listQuery, ...filterFields });
export const AuditExportQuery = Type.Object({
  ...filterFields,
  format: Type.Enum([...exportFormats], { default: 'ndjson' }),
});
