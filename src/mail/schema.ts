import { type Static, Type } from 'typebox';
import { listQuery, nullable, pageOf, Timestamp } from '../contract/schemas.ts';
import { mailKindNames } from './kinds.ts';

const UnsentMail = Type.Object(
  {
    id: Type.String({ examples: ['mai_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    kind: Type.Enum([...mailKindNames]),
    title: Type.String({ description: 'What it is about.' }),
    address: Type.String(),
    state: Type.Enum(['waiting', 'failed'], {
      description: 'A waiting message is retried for a day. A failed one is not sent any more.',
    }),
    attempts: Type.Integer(),
    problem: nullable(Type.String({ description: 'Why the last attempt failed.' })),
    createdAt: Timestamp,
    nextAttemptAt: nullable(Type.String({ format: 'date-time' })),
  },
  { title: 'UnsentMail' },
);
export const UnsentMailPage = pageOf(UnsentMail);
export const UnsentMailQuery = Type.Object(listQuery);
export const MailState = Type.Object(
  {
    enabled: Type.Boolean({ description: 'Whether this server sends messages by e-mail.' }),
  },
  { title: 'MailState' },
);

const choices = {
  tokenCreated: Type.Boolean({ description: 'When an access token of yours is created.' }),
  tokenExpiring: Type.Boolean({
    description: 'Seven days and one day before an access token of yours expires.',
  }),
};
export const Notifications = Type.Object(choices, { title: 'Notifications' });
export const NotificationChange = Type.Partial(Type.Object(choices), { additionalProperties: false });
export type NotificationChange = Static<typeof NotificationChange>;
