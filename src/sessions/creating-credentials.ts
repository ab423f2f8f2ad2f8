import { day } from '../access/policy.ts';
import type { DescendantKind } from '../contract/hooks.ts';
import { deleteOldCreatingCredentials, rowsCreatedWith } from '../principals/created-with-queries.ts';
import type { Database } from '../storage/database.ts';

/** How long ended sessions and accepted invitations stay stored to find their descendants, in milliseconds. */
const retention = 400 * day;

/** Ended sessions and accepted invitations, which are stored only to find what was created with them. */
export const creatingCredentials: DescendantKind = {
  createdWith: rowsCreatedWith('creating_credentials'),
  revoke: async () => 0,
};

export async function sweepCreatingCredentials(db: Database, now: number): Promise<void> {
  await deleteOldCreatingCredentials(db, now - retention);
}
