import { Type } from 'typebox';
import { listQuery, pageOf, Timestamp } from '../contract/schemas.ts';

export const noticeKinds = [
  'token_leaked',
  'connection_leaked',
  'session_leaked',
  'invitation_leaked',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const Notice = Type.Object(
  {
    id: Type.String({ examples: ['ntc_…'] }),
    kind: Type.Enum([...noticeKinds]),
    tokenId: Type.String({
      description: 'The ID of the token, connection (a grantId), session or invitation.',
    }),
    tokenName: Type.String({
      description: 'The name of the token or app, or the email of the invitation; empty for a session.',
    }),
    alsoEnded: Type.Integer({
      description:
        'Number of tokens, sessions, invitations and connections that were created with it and revoked too.',
    }),
    message: Type.String(),
    createdAt: Timestamp,
  },
  { title: 'Notice' },
);
export const NoticePage = pageOf(Notice);
export const NoticeQuery = Type.Object(listQuery);
