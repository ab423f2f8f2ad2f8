import { hashSecret } from '../credentials/hash.ts';
import { newToken, tokenKindOf } from '../credentials/token-format.ts';
import { hasOrganizations } from '../organizations/queries.ts';
import type { Database } from '../storage/database.ts';
import { deleteSetupLinks, insertSetupLink, isSetupLink } from './queries.ts';

/**
 * A fresh one-time setup link where the database has no organization yet, else null. Earlier links that were not
 * used stay good until there is one: two servers that start together each print their own.
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
