import { day } from '../access/policy.ts';
import type { DescendantKind } from '../contract/hooks.ts';
import { rowsCreatedWith } from '../principals/created-with-queries.ts';
import type { Database } from '../storage/database.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';

/** How long ended sessions and accepted invitations stay stored to find their descendants, in milliseconds. */
const retention = 400 * day;

/** Ended sessions and accepted invitations, which are stored only to find what was created with them. */
export const creatingCredentials: DescendantKind = {
  createdWith: rowsCreatedWith('creating_credentials'),
  revoke: async () => 0,
};

/** Deletes at most `limit` of them that are no longer needed; returns how many. */
export function deleteOldCreatingCredentials(db: Database, now: number, limit: number): Promise<number> {
  return deleteExpired(db, 'creating_credentials', now - retention, limit);
}
