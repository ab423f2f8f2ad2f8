import { hashSecret } from '../credentials/hash.ts';
import { newToken, tokenKindOf } from '../credentials/token-format.ts';
import { hasOrganizations } from '../organizations/queries.ts';
import type { Database } from '../storage/database.ts';
import { deleteSetupLinks, insertSetupLink, isSetupLink } from './queries.ts';

/**
 * Returns a new one-time setup link if the database has no organization, else null. Earlier unused links stay
 * valid until there is one, because servers that start at the same time each print their own.
 */
export async function offerSetup(db: Database, baseUrl: URL, now: number): Promise<string | null> {
  if (await hasOrganizations(db)) {
    await deleteSetupLinks(db);
    return null;
  }
  const secret = newToken('setup');
  await insertSetupLink(db, hashSecret(secret), now);
  return `${baseUrl.origin}/setup?token=${secret}`;
}

/** Whether a link's secret can still set up this database. */
export async function isOpenSetup(db: Database, secret: string): Promise<boolean> {
  if (tokenKindOf(secret) !== 'setup' || (await hasOrganizations(db))) return false;
  return isSetupLink(db, hashSecret(secret));
}
