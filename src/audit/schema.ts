import { Type } from 'typebox';
import { idFilter, nullable, pageOf, pageQuery, Timestamp } from '../contract/schemas.ts';

export const actorKinds = ['member', 'operator', 'system', 'anonymous'] as const;
export const exportFormats = ['ndjson', 'csv'] as const;

export const AuditEventItem = Type.Object(
  {
    sequence: Type.Integer({
      description: "The event's place in the organization's chain, from 1, without a gap.",
    }),
    id: Type.String({ examples: ['aud_…'] }),
    at: Timestamp,
    actor: Type.Object({
      kind: Type.Enum([...actorKinds], {
        description: 'The operator works on the command line; the system is the server by itself.',
      }),
      id: nullable(Type.String({ examples: ['usr_…'] })),
      name: nullable(Type.String()),
      email: nullable(Type.String()),
    }),
    credential: nullable(
      Type.Object(
        { kind: Type.String({ examples: ['pat', 'session'] }), id: Type.String() },
        { description: 'What the actor acted with; null where there was none.' },
      ),
    ),
    action: Type.String({ examples: ['token.created'] }),
    target: Type.Object({ kind: Type.String({ examples: ['token'] }), id: Type.String() }),
    details: Type.Object({}, { additionalProperties: true }),
    address: nullable(Type.String()),
    requestId: nullable(Type.String()),
    hash: Type.String({
      description:
        'SHA-256 over the hash of the event before it and this one, in hexadecimal digits: a copy kept elsewhere shows whether the log was changed since (`spedy audit verify --export`).',
    }),
  },
  { title: 'AuditEvent' },
);
export const AuditEventPage = pageOf(AuditEventItem);

const filterFields = {
  actorId: idFilter('usr'),
  action: Type.Optional(
    Type.String({
      description: 'One action; with a dot at its end, every action that begins so.',
      examples: ['token.'],
    }),
  ),
  targetId: Type.Optional(Type.String({ examples: ['tok_…'] })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'At this time or later.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this time.' })),
};
export const AuditEventQuery = Type.Object({ ...pageQuery, ...filterFields });
export const AuditExportQuery = Type.Object({
  ...filterFields,
  format: Type.Enum([...exportFormats], { default: 'ndjson' }),
});
