import type { Static } from 'typebox';
import { parseStoredWord } from '../access/words.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { NoticeRow } from './queries.ts';
import { messageKinds, type NoticeKind, type NoticePage, noticeKinds } from './schema.ts';

/**
 * Returns a notice as the API shows it.
 * @throws Error on an unknown kind
 */
export function presentNotice(row: NoticeRow): Static<typeof NoticePage>['data'][number] {
  if (row.message !== null) return presentMessage(row, row.message);
  const kind = parseStoredWord(noticeKinds, row.kind);
  const alsoEnded = row.alsoEnded ?? 0;
  return {
    id: row.id,
    kind,
    tokenId: row.tokenId,
    tokenName: row.tokenName,
    message: messageOf(kind, row.tokenName) + descendantsOf(alsoEnded),
    alsoEnded,
    createdAt: formatTimestamp(row.createdAt),
  };
}

/** A notice that says what a message would. */
function presentMessage({ id, kind, createdAt }: NoticeRow, message: string) {
  return {
    id,
    kind: parseStoredWord(messageKinds, kind),
    tokenId: '',
    tokenName: '',
    message,
    alsoEnded: 0,
    createdAt: formatTimestamp(createdAt),
  };
}

function messageOf(kind: NoticeKind, name: string): string {
  switch (kind) {
    case 'token_leaked':
      return `The token "${name}" was found in a public place and revoked. Create a new one and replace it where it was used.`;
    case 'connection_leaked':
      return `A token of the app "${name}" was found in a public place, and its connection was revoked. Connect the app again where you use it.`;
    case 'session_leaked':
      return 'One of your sessions was found in a public place and ended. If you do not know how it got there, change your password.';
    case 'invitation_leaked':
      return `The link of your invitation to ${name} was found in a public place, and the invitation was revoked. Send a new one privately.`;
    case 'scim_token_leaked':
      return `The SCIM token "${name}" was found in a public place and revoked. Create a new one and enter it at the identity provider.`;
  }
}

function descendantsOf(count: number): string {
  if (count === 0) return '';
  if (count === 1) return ' One other credential created with it was also revoked.';
  return ` ${count} other credentials created with it were also revoked.`;
}
