import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database } from '../storage/database.ts';

/** Compiled once, so that a sign-in does not wait behind lists. */
const rulesById = compileOnce((db, { id }: Placeholders<{ readonly id: string }>) =>
  db
    .selectFrom('identity_providers')
    .select(['name', 'required', 'break_glass_id as breakGlassUserId'])
    .where('organization_id', '=', id),
);

/** Returns what single sign-on means for other ways to sign in; null if the organization does not use it. */
export async function findSingleSignOn(db: Database, organizationId: string) {
  const [row] = await rulesById(db, { id: organizationId });
  if (!row) return null;
  return { name: row.name, required: row.required === 1, breakGlassUserId: row.breakGlassUserId };
}
