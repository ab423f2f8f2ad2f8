import type { Database } from '../../storage/database.ts';
import type { LogRow } from './log-queries.ts';

const memberId = /\busr_[0-9a-z]{23}\b/g;

/** Returns the members whom the targets and details of events name by their IDs. */
export async function namedMembers(
  db: Database,
  organizationId: string,
  rows: readonly Pick<LogRow, 'targetId' | 'details'>[],
): Promise<Record<string, { name: string; email: string }>> {
  const ids = new Set(
    rows.flatMap(({ targetId, details }) => `${targetId} ${details}`.match(memberId) ?? []),
  );
  if (ids.size === 0) return {};
  const members = await db
    .selectFrom('users')
    .select(['id', 'name', 'email'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', [...ids])
    .execute();
  return Object.fromEntries(members.map(({ id, name, email }) => [id, { name, email }]));
}
