import { type Static, Type } from 'typebox';
import { idFilter, listQuery, nullable, pageOf, Timestamp } from '../contract/schemas.ts';

export const actorKinds = ['member', 'operator', 'system', 'anonymous'] as const;
const exportFormats = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const AuditEventItem = Type.Object(
  {
    sequence: Type.Integer({
      description: "The event's position in the organization's chain, from 1, without gaps.",
    }),
    id: Type.String({ examples: ['aud_…'] }),
    at: Timestamp,
    actor: Type.Object({
      kind: Type.Enum([...actorKinds], {
        description: '`operator` is the command line; `system` is the server itself.',
      }),
      id: nullable(Type.String({ examples: ['usr_…'] })),
      name: nullable(Type.String()),
      email: nullable(Type.String()),
    }),
    credential: nullable(
      Type.Object(
        { kind: Type.String({ examples: ['pat', 'session'] }), id: Type.String() },
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
        'SHA-256 of the previous hash and this event, in hexadecimal. An export stored elsewhere shows whether the log was changed later (`spedy audit verify --export`).',
    }),
  },
  { title: 'AuditEvent' },
);
export const AuditEventPage = pageOf(AuditEventItem);

const filterFields = {
  actorId: idFilter('usr'),
  action: Type.Optional(
    Type.String({
      description: 'An action, or a prefix that ends with a dot.',
      examples: ['token.'],
    }),
  ),
  targetId: Type.Optional(Type.String({ examples: ['tok_…'] })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'At this time or later.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this time.' })),
};
/** The filters of the log. */
export type AuditFilter = Omit<Static<typeof AuditEventQuery>, keyof typeof listQuery>;
export const AuditEventQuery = Type.Object({ ...listQuery, ...filterFields });
export const AuditExportQuery = Type.Object({
  ...filterFields,
  format: Type.Enum([...exportFormats], { default: 'ndjson' }),
});
