import { day } from '../access/policy.ts';
import type { DescendantKind } from '../contract/hooks.ts';
import { deleteOldCreatingCredentials, rowsCreatedWith } from '../principals/created-with-queries.ts';
import type { Database } from '../storage/database.ts';

/** How long ended sessions and accepted invitations stay stored to find their descendants, in milliseconds. */
const kept = 400 * day;

/** Ended sessions and accepted invitations, which are stored only to find what was created with them. */
export const endedCreators: DescendantKind = {
  createdWith: rowsCreatedWith('creating_credentials'),
  end: async () => 0,
};

export async function forgetEndedCreators(db: Database, now: number): Promise<void> {
  await deleteOldCreatingCredentials(db, now - kept);
}
