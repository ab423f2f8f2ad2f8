import { type Hosting, organizationOrigin } from '../contract/organization-address.ts';
import type { Database } from '../storage/database.ts';
import type { MailKind } from './kinds.ts';
import { composeMail } from './messages/compose.ts';
import { type Content, named } from './messages/content.ts';
import { findSender } from './queries.ts';

/**
 * Returns what one message about several things of a kind says.
 * @param stored the fields of each, as JSON, oldest first
 * @param secret of the message's link; empty for a message without one
 */
export async function contentOf(
  db: Database,
  hosting: Hosting,
  { organizationId, kind }: { readonly organizationId: string; readonly kind: MailKind },
  stored: readonly string[],
  secret: string,
): Promise<Content> {
  const { name, slug } = await findSender(db, organizationId);
  const frame = { organization: named(name), origin: organizationOrigin(hosting, slug), secret };
  return composeMail(kind, frame, stored);
}
