import { Type } from 'typebox';
import { listQuery, pageOf, Timestamp } from '../contract/schemas.ts';
import type { MailKind } from '../mail/kinds.ts';

export const noticeKinds = [
  'token_leaked',
  'connection_leaked',
  'session_leaked',
  'invitation_leaked',
  'scim_token_leaked',
] as const;
/** What a server without e-mail tells by notices. */
export const messageKinds = [
  'new_sign_in',
  'second_factor_changed',
  'password_changed',
  'token_created',
  'token_expiring',
  'admin_reset',
  'organization_deleted',
] as const satisfies readonly MailKind[];
export type NoticeKind = (typeof noticeKinds)[number];

const Notice = Type.Object(
  {
    id: Type.String({ examples: ['ntc_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    kind: Type.Enum([...noticeKinds, ...messageKinds]),
    tokenId: Type.String({
      description:
        'The ID of the leaked token, connection (a grantId), session, invitation or SCIM token; empty for other notices.',
    }),
    tokenName: Type.String({
      description:
        'The name of the leaked token or app, or the email of the invitation; empty for a session and for other notices.',
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
