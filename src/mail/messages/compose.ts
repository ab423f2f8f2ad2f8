import type { MailFields, MailKind } from '../kinds.ts';
import { passwordContent, secondFactorContent, signInContent } from './account.ts';
import type { Content } from './content.ts';
import type { Frame } from './frame.ts';
import { emailChangeCurrentContent, emailChangeNewContent, resetContent } from './links.ts';
import { adminResetContent, deletedContent, invitationContent, removedContent } from './membership.ts';
import { leakedContent, tokenCreatedContent, tokenExpiringContent } from './tokens.ts';

type Compose<Kind extends MailKind> = (frame: Frame, events: readonly MailFields[Kind][]) => Content;

/** A message that says only the last of several things, such as a link that replaces the one before. */
function ofLast<Fields>(compose: (frame: Frame, fields: Fields) => Content) {
  return (frame: Frame, events: readonly Fields[]): Content => {
    const [last] = events.slice(-1);
    if (last === undefined) throw new RangeError('a message says at least one thing');
    return compose(frame, last);
  };
}

const composers: { readonly [Kind in MailKind]: Compose<Kind> } = {
  invitation: ofLast(invitationContent),
  password_reset: ofLast(resetContent),
  email_change_current: ofLast(emailChangeCurrentContent),
  email_change_new: ofLast(emailChangeNewContent),
  new_sign_in: signInContent,
  second_factor_changed: secondFactorContent,
  password_changed: passwordContent,
  credential_leaked: leakedContent,
  token_created: tokenCreatedContent,
  token_expiring: tokenExpiringContent,
  member_removed: ofLast(removedContent),
  admin_reset: adminResetContent,
  organization_deleted: ofLast(deletedContent),
};

/**
 * Composes one message from all that there is to tell of a kind.
 * @param stored the fields of each message, as JSON, oldest first
 */
export function composeMail(kind: MailKind, frame: Frame, stored: readonly string[]): Content {
  // The outbox stores the fields of the kind.
  const compose = composers[kind] as (frame: Frame, events: readonly unknown[]) => Content;
  return compose(
    frame,
    stored.map((fields) => JSON.parse(fields)),
  );
}
